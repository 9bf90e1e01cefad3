using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Hdf;

/// <summary>
/// What makes an HDF5 library open another file: external links and external storage. The library follows them as soon as it lists a group, so they are looked
/// for in
/// the file's own bytes before it sees them (HDF5 file format specification 3.0, messages 0x0006 and 0x0007). Virtual datasets are met where a dataset is read.
/// </summary>
internal static class OutsideReferences
{
    private const byte ExternalLink = 64;
    private const byte ExternalFiles = 7;
    private const int MinimumSuperblock = 40;
    private const int SureLength = 6;
    private const int LongestPath = 4096;

    /// <exception cref="RefusedException">The file points outside itself, or is laid out so that this cannot be told.</exception>
    public static void Refuse(ReadOnlySpan<byte> file, string source)
    {
        RequirePlainAddresses(file, source);
        RefuseFilteredHeaps(file, source);
        for (var at = 0; file[at..].IndexOf(ExternalLink) is >= 0 and var next; at++)
        {
            at += next;
            if (LinkAt(file, at) is { } link)
            {
                throw new RefusedException(new Refusal("formats.hdf.externalLink", ("file", source), ("link", link.Name), ("target", link.Target)));
            }
        }

        RefuseExternalFiles(file, source);
    }

    // The message names the local heap that holds the list of files by its address: what stands there is a heap, or it is no such message.
    private static void RefuseExternalFiles(ReadOnlySpan<byte> file, string source)
    {
        var heaps = new HashSet<ulong>();
        for (var at = 0; file[at..].IndexOf("HEAP"u8) is >= 0 and var next; at++)
        {
            at += next;
            heaps.Add((ulong)at);
        }

        for (var at = 0; heaps.Count > 0 && file[at..].IndexOf(ExternalFiles) is >= 0 and var next; at++)
        {
            at += next;

            // Behind the message's type comes its version, 1, after 4, 6 or 8 bytes of header, and 8 bytes behind that the heap's address.
            for (var version = at + 4; version <= at + 8 && version + 16 <= file.Length; version += 2)
            {
                if (file[version] == 1 && heaps.Contains(BinaryPrimitives.ReadUInt64LittleEndian(file[(version + 8)..])))
                {
                    throw new RefusedException(new Refusal("formats.hdf.externalStorage", ("file", source)));
                }
            }
        }
    }

    // Addresses count from the file's start and take eight bytes, as every Keras file has them; anything else would hide what is looked for.
    private static void RequirePlainAddresses(ReadOnlySpan<byte> file, string source)
    {
        if (file.Length < MinimumSuperblock)
        {
            throw new RefusedException(new Refusal("formats.hdf.superblockMissing", ("file", source), ("bytes", file.Length)));
        }

        var version = file[8];
        var (sizes, baseAddress) = version switch
        {
            0 => (13, 24),
            1 => (13, 28),
            2 or 3 => (9, 12),
            _ => throw new RefusedException(new Refusal("formats.hdf.superblockVersion", ("file", source), ("version", version))),
        };
        if (file[sizes] != 8 || file[sizes + 1] != 8 || BinaryPrimitives.ReadUInt64LittleEndian(file[baseAddress..]) != 0)
        {
            throw new RefusedException(new Refusal("formats.hdf.addresses", ("file", source)));
        }
    }

    // A heap that compresses its links hides them from the search; no weight file has one.
    private static void RefuseFilteredHeaps(ReadOnlySpan<byte> file, string source)
    {
        for (var at = 0; file[at..].IndexOf("FRHP"u8) is >= 0 and var next; at++)
        {
            at += next;
            if (at + 9 <= file.Length && file[at + 4] == 0 && BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 7)..]) != 0)
            {
                throw new RefusedException(new Refusal("formats.hdf.compressedGroup", ("file", source)));
            }
        }
    }

    // Version 1, flags, type, creation order?, character set?, length and name, length of what follows, 0, file name, 0, object path, 0. Only what the library
    // insists on is insisted on here. Numbers can look like this by chance: a file name is text, and a short one has an object path that is text too.
    private static (string Name, string Target)? LinkAt(ReadOnlySpan<byte> file, int type)
    {
        if (type < 2 || file[type - 2] != 1 || (file[type - 1] & 8) == 0)
        {
            return null;
        }

        var flags = file[type - 1];
        var width = 1 << (flags & 3);
        var start = type + 1L + ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
        ulong length = 0;
        for (var i = width - 1; i >= 0 && start + width <= file.Length; i--)
        {
            length = length << 8 | file[(int)start + i];
        }

        if (length > ushort.MaxValue || start + width + (long)length + 5 > file.Length)
        {
            return null;
        }

        var name = file.Slice((int)start + width, (int)length);
        var information = file[((int)start + width + (int)length + 2)..];
        var end = information[1..].IndexOf((byte)0);
        if (information[0] != 0 || end <= 0 || !IsText(information.Slice(1, end)))
        {
            return null;
        }

        var path = information[(end + 2)..];
        var pathEnd = path.IndexOf((byte)0);
        return end >= SureLength || (pathEnd > 0 && IsText(path[..pathEnd]))
            ? (Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(information.Slice(1, end)))
            : null;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= LongestPath && bytes.IndexOfAnyInRange((byte)0, (byte)31) < 0 && !bytes.Contains((byte)127) && Utf8.IsValid(bytes);
}
