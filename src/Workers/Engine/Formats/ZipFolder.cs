using MlOpsDashboard.Workers.Engine.Formats.Zip;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>A zip archive in memory as the folder that it holds.</summary>
internal sealed class ZipFolder : ModelFolder
{
    private readonly ZipReader zip;

    /// <exception cref="Core.RefusedException">A damaged archive, or a name that leads out of it.</exception>
    public ZipFolder(byte[] bytes, string source)
        : base(source)
    {
        zip = new ZipReader(bytes, source);
        foreach (var name in zip.Names)
        {
            Inside(name, source);
        }
    }

    public override IReadOnlyCollection<string> Names => zip.Names;

    public override long Length(string name) => zip.Length(name);

    public override Stream Open(string name)
    {
        var content = zip.Read(name, ModelFile.LargestFile);
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var part)
            ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
    }
}
