using System.Buffers.Binary;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>Finds the record with which a zip archive ends. Zeros behind it, as downloads that are filled up to whole blocks have, are read over, however
/// many; so is what else follows, up to 64 KiB, as long as only one record fits.</summary>
internal static class ZipEnd
{
    private const int Size = 22;
    private const int MaxComment = ushort.MaxValue;
    private const int Chunk = 1 << 16;

    /// <summary>Reads exactly, or says that the file ends before.</summary>
    public delegate bool Reader(Span<byte> buffer, long offset);

    /// <summary>Where the record begins; null where there is none, or where several could be meant.</summary>
    /// <param name="length">Of the file, in bytes.</param>
    public static long? Find(long length, Reader read)
    {
        var last = LastByte(length, read);
        var start = Math.Max(0, last - Size - MaxComment);
        var tail = new byte[Math.Max(0, Math.Min(length, last + Size) - start)];
        if (!read(tail, start))
        {
            return null;
        }
        // The first from behind whose comment is what follows, but for zeros.
        var others = new List<int>();
        for (var at = tail.Length - Size; at >= 0; at--)
        {
            var record = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06054b50)
            {
                continue;
            }
            var end = start + at + Size + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]);
            if (end >= last && end <= length)
            {
                return start + at;
            }
            if (IsBehindItsList(start + at, record, read))
            {
                others.Add(at);
            }
        }
        return others is [var only] ? start + only : null;
    }

    // One past the last byte that is not zero.
    private static long LastByte(long length, Reader read)
    {
        var buffer = new byte[Chunk];
        while (length > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(Chunk, length));
            if (!read(part, length - part.Length))
            {
                return 0;
            }
            var at = part.LastIndexOfAnyExcept((byte)0);
            if (at >= 0)
            {
                return length - part.Length + at + 1;
            }
            length -= part.Length;
        }
        return 0;
    }

    // The list of entries ends where the record begins, and begins with an entry. Archives over 4 GiB have another record in between.
    private static bool IsBehindItsList(long position, ReadOnlySpan<byte> record, Reader read)
    {
        Span<byte> entry = stackalloc byte[4];
        var (size, offset) = (BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        if (size > 0 && (long)offset + size == position)
        {
            return read(entry, offset) && BinaryPrimitives.ReadUInt32LittleEndian(entry) == 0x02014b50;
        }
        return position >= 20 && read(entry, position - 20) && BinaryPrimitives.ReadUInt32LittleEndian(entry) == 0x07064b50;
    }
}
