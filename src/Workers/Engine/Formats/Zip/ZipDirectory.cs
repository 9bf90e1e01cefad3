using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>Reads the list of entries at the end of a zip archive (APPNOTE.TXT 6.3.10, with zip64), trusting no number in it.</summary>
/// <param name="fill">Reads the archive's bytes.</param>
/// <param name="length">Of the archive, in bytes.</param>
/// <param name="name">What to call it in a refusal.</param>
internal sealed class ZipDirectory(ZipEnd.Reader fill, long length, string name)
{
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int HeaderSize = 46;
    private const int LocalHeaderSize = 30;

    /// <summary>Where the list begins: no entry's data may reach it.</summary>
    public long Offset { get; private set; }

    /// <exception cref="RefusedException">Not a zip archive, cut short, over several disks, or with too many entries.</exception>
    public List<ZipEntry> Read(int maxEntries)
    {
        var (count, size, offset, isLarge) = FindEnd();
        if (count > maxEntries)
        {
            throw TooMany(maxEntries);
        }
        Offset = offset;
        var entries = new List<ZipEntry>((int)count);
        var position = offset;
        var end = offset + size;
        Span<byte> header = stackalloc byte[HeaderSize];
        while (position < end)
        {
            if (entries.Count == maxEntries)
            {
                throw TooMany(maxEntries);
            }
            if (end - position < HeaderSize || !fill(header, position) || U32(header) != 0x02014b50)
            {
                throw Damaged();
            }
            var names = new byte[U16(header[28..])];
            var extra = new byte[U16(header[30..])];
            if (!fill(names, position + HeaderSize) || !fill(extra, position + HeaderSize + names.Length))
            {
                throw Damaged();
            }
            entries.Add(Entry(header, names, extra));
            position += HeaderSize + names.Length + extra.Length + U16(header[32..]);
        }
        // macOS writes the count of more than 65,535 entries without its upper half.
        var found = isLarge ? entries.Count : entries.Count & ushort.MaxValue;
        return found == count && position == end ? entries : throw Damaged();
    }

    /// <summary>Finds where an entry's data begins, and that it ends before the list.</summary>
    /// <exception cref="RefusedException">The archive is damaged.</exception>
    public void Locate(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalHeaderSize];
        if (!fill(header, entry.HeaderOffset) || U32(header) != 0x04034b50)
        {
            throw Damaged();
        }
        entry.DataOffset = entry.HeaderOffset + LocalHeaderSize + U16(header[26..]) + U16(header[28..]);
        if (entry.PackedBytes < 0 || entry.Bytes < 0 || entry.PackedBytes > Offset - entry.DataOffset)
        {
            throw Damaged();
        }
    }

    /// <summary>Whether the header before the data says what the list at the end says.</summary>
    public bool Agrees(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalHeaderSize];
        if (!fill(header, entry.HeaderOffset))
        {
            return false;
        }
        var own = new byte[U16(header[26..])];
        var isLate = ((U16(header[6..]) | entry.Flags) & ZipEntry.DescriptorFlag) != 0;
        return fill(own, entry.HeaderOffset + LocalHeaderSize)
            && own.AsSpan().SequenceEqual(entry.NameBytes)
            && U16(header[8..]) == entry.Method
            && ((U16(header[6..]) ^ entry.Flags) & ZipEntry.EncryptedFlags) == 0
            && Agrees(U32(header[14..]), entry.Crc, isLate)
            && Agrees(U32(header[18..]), entry.PackedBytes, isLate)
            && Agrees(U32(header[22..]), entry.Bytes, isLate);
    }

    public RefusedException Damaged() => new(new Refusal("imports.zip.damaged", ("archive", name)));

    private RefusedException TooMany(int maxEntries) => new(new Refusal("imports.zip.tooMany", ("most", maxEntries), ("archive", name)));

    private ZipEntry Entry(ReadOnlySpan<byte> header, byte[] names, ReadOnlySpan<byte> extra)
    {
        long packed = U32(header[20..]),
            bytes = U32(header[24..]),
            offset = U32(header[42..]);
        if (Field(extra, 1) is { } large)
        {
            var field = large.AsSpan();
            bytes = Large(bytes, ref field);
            packed = Large(packed, ref field);
            offset = Large(offset, ref field);
        }
        var flags = U16(header[8..]);
        return new ZipEntry(
            names,
            Declared(names, flags, extra),
            flags,
            U16(header[10..]),
            U32(header[16..]),
            packed,
            bytes,
            offset,
            (ushort)(U32(header[38..]) >> 16)
        );
    }

    // All ones stand for "in the zip64 field"; zero is written where the number was not known yet and follows the data.
    private static bool Agrees(uint local, long listed, bool isLate) => local == listed || local == uint.MaxValue || (isLate && local == 0);

    // A number that does not fit 32 bits stands in the zip64 field, in this order.
    private static long Large(long number, ref Span<byte> field)
    {
        if (number != uint.MaxValue || field.Length < 8)
        {
            return number;
        }
        number = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return number;
    }

    // A mark that lies declares nothing.
    private static string? Declared(byte[] bytes, ushort flags, ReadOnlySpan<byte> extra)
    {
        if (
            Field(extra, 0x7075) is { Length: > 5 } unicode
            && unicode[0] == 1
            && BinaryPrimitives.ReadUInt32LittleEndian(unicode.AsSpan(1)) == Crc32.HashToUInt32(bytes)
            && CodePage.Utf8.Decode(unicode.AsSpan(5)) is { } better
        )
        {
            return better;
        }
        return (flags & 0x800) != 0 || Ascii.IsValid(bytes) ? CodePage.Utf8.Decode(bytes) : null;
    }

    private static byte[]? Field(ReadOnlySpan<byte> extra, ushort id)
    {
        while (extra.Length >= 4)
        {
            var size = U16(extra[2..]);
            if (size > extra.Length - 4)
            {
                return null;
            }
            if (U16(extra) == id)
            {
                return extra.Slice(4, size).ToArray();
            }
            extra = extra[(4 + size)..];
        }
        return null;
    }

    private (long Count, long Size, long Offset, bool IsLarge) FindEnd()
    {
        if (ZipEnd.Find(length, fill) is not { } position)
        {
            throw Damaged();
        }
        Span<byte> end = stackalloc byte[EndSize];
        fill(end, position);
        var large = Large(position);
        var (count, size, offset, limit) = large ?? ((long)U16(end[10..]), (long)U32(end[12..]), (long)U32(end[16..]), position);
        if (U16(end[4..]) is not (0 or ushort.MaxValue) || U16(end[6..]) is not (0 or ushort.MaxValue))
        {
            throw new RefusedException(new Refusal("imports.zip.part", ("archive", name)));
        }
        return count >= 0 && size >= 0 && offset >= 0 && size <= limit && offset == limit - size ? (count, size, offset, large is not null) : throw Damaged();
    }

    private (long Count, long Size, long Offset, long Limit)? Large(long endPosition)
    {
        Span<byte> locator = stackalloc byte[LocatorSize];
        Span<byte> end = stackalloc byte[56];
        if (!fill(locator, endPosition - LocatorSize) || U32(locator) != 0x07064b50)
        {
            return null;
        }
        var position = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        return fill(end, position) && U32(end) == 0x06064b50
            ? (
                BinaryPrimitives.ReadInt64LittleEndian(end[32..]),
                BinaryPrimitives.ReadInt64LittleEndian(end[40..]),
                BinaryPrimitives.ReadInt64LittleEndian(end[48..]),
                position
            )
            : throw Damaged();
    }

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
