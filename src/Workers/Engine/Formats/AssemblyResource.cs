using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Files that an assembly holds, read as data: the assembly is not loaded.</summary>
internal static class AssemblyResource
{
    /// <param name="path">The assembly's.</param>
    /// <param name="ending">What the resource's name ends with.</param>
    /// <exception cref="RefusedException">No assembly, or none with such a resource.</exception>
    public static byte[] Read(string path, string ending)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var assembly = new PEReader(file, PEStreamOptions.LeaveOpen);
            var metadata = assembly.GetMetadataReader();
            var resource = metadata
                .ManifestResources.Select(metadata.GetManifestResource)
                .First(found => found.Implementation.IsNil && metadata.GetString(found.Name).EndsWith(ending, StringComparison.Ordinal));
            var address = assembly.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress;
            var section = assembly.PEHeaders.SectionHeaders[assembly.PEHeaders.GetContainingSectionIndex(address)];
            // A length stands before its bytes.
            file.Position = section.PointerToRawData + (address - section.VirtualAddress) + resource.Offset;
            Span<byte> length = stackalloc byte[sizeof(int)];
            file.ReadExactly(length);
            var count = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (count < 0 || count > file.Length - file.Position)
            {
                throw new BadImageFormatException();
            }

            var bytes = new byte[count];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(new Refusal("formats.file.missing", ("path", path)));
        }
        catch (Exception fault)
            when (fault is BadImageFormatException or InvalidOperationException or IOException or ArgumentException or NullReferenceException)
        {
            throw new RefusedException(new Refusal("formats.assembly.resource", ("path", path), ("ending", ending)));
        }
    }
}
