using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>
/// A zip archive read with suspicion: both headers of an entry must agree, its checksum and exact length are verified (the framework's reader does neither),
/// names are only compared, never used as paths.
/// </summary>
internal sealed class ZipReader
{
    private const int MaximumEntries = 1000;
    private readonly byte[] bytes;
    private readonly string source;
    private readonly Dictionary<string, Entry> entries = [];

    /// <param name="source">How to call the file in a refusal.</param>
    public ZipReader(byte[] bytes, string source)
    {
        (this.bytes, this.source) = (bytes, source);
        ReadDirectory();
    }

    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>An entry's content.</summary>
    /// <param name="limit">Most bytes it may have when unpacked.</param>
    public ReadOnlyMemory<byte> Read(string name, long limit)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            throw Refuse(new("formats.expected.entry", ("name", name)), new Refusal("formats.received.entries", ("names", string.Join(", ", entries.Keys.Take(10)))));
        }

        if (entry.Length > limit)
        {
            throw Refuse(new("formats.expected.entryMost", ("name", name), ("most", limit.ToString())), $"{entry.Length}");
        }

        var start = DataStart(entry);
        var packed = bytes.AsMemory(Checked(start, entry.PackedLength, Inside(name)), (int)entry.PackedLength);
        ReadOnlyMemory<byte> content = entry.Method switch
        {
            0 when entry.Length == entry.PackedLength => packed,
            8 => Inflate(packed, entry),
            0 => throw Refuse(new("formats.expected.entryStored", ("name", name)), new Refusal("formats.received.lengths", ("packed", entry.PackedLength.ToString()), ("length", entry.Length.ToString()))),
            _ => throw Refuse(new("formats.expected.entryMethod", ("name", name)), new Refusal("formats.received.method", ("method", entry.Method.ToString()))),
        };
        var crc = Crc32.HashToUInt32(content.Span);
        return crc == entry.Crc ? content : throw Refuse(new("formats.expected.checksum", ("name", name), ("checksum", $"{entry.Crc:x8}")), new Refusal("formats.received.damaged", ("checksum", $"{crc:x8}")));
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> packed, Entry entry)
    {
        // One byte more than announced shows an entry that lies about its length.
        var content = new byte[entry.Length];
        using var inflater = new DeflateStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            inflater.ReadExactly(content);
            if (inflater.ReadByte() != -1)
            {
                throw new RefusedException(new Refusal("formats.zip.entryTooLong", ("entry", entry.Name), ("bytes", entry.Length)));
            }
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            throw new RefusedException(new Refusal("formats.zip.entryDamaged", ("entry", entry.Name), ("bytes", entry.Length)));
        }

        return content;
    }

    private void ReadDirectory()
    {
        var end = FindEnd();
        long count = U16(end + 10);
        long size = U32(end + 12);
        long start = U32(end + 16);
        if ((count == 0xFFFF || size == 0xFFFFFFFF || start == 0xFFFFFFFF) && end >= 20 && U32(end - 20) == 0x07064B50)
        {
            var record = Checked((long)U64(end - 20 + 8), 56, new("formats.expected.zip64Inside"));
            if (U32(record) != 0x06064B50)
            {
                throw Refuse(new("formats.expected.zip64"), new Refusal("formats.received.otherBytes"));
            }

            (count, size, start) = ((long)U64(record + 32), (long)U64(record + 40), (long)U64(record + 48));
        }

        if (count > MaximumEntries)
        {
            throw Refuse(new("formats.expected.mostEntries", ("most", MaximumEntries.ToString())), $"{count}");
        }

        var at = Checked(start, size, new("formats.expected.directoryInside"));
        var stop = at + size;
        for (var i = 0; i < count; i++)
        {
            at = ReadEntry(at, stop);
        }
    }

    private int ReadEntry(int at, long stop)
    {
        if (at + 46 > stop || U32(at) != 0x02014B50)
        {
            throw Refuse(new("formats.expected.directoryEntry"), new Refusal("formats.received.cutOrDamaged"));
        }

        var (nameLength, extraLength, commentLength) = (U16(at + 28), U16(at + 30), U16(at + 32));
        if (at + 46L + nameLength + extraLength + commentLength > stop)
        {
            throw Refuse(new("formats.expected.directoryEntry"), new Refusal("formats.received.cut"));
        }

        var name = Encoding.UTF8.GetString(bytes, at + 46, nameLength);
        if ((U16(at + 8) & 1) != 0)
        {
            throw Refuse(new("formats.expected.notEncrypted"), $"'{name}'");
        }

        var extra = bytes.AsSpan(at + 46 + nameLength, extraLength);
        var (length, packed, offset) = Zip64(extra, U32(at + 24), U32(at + 20), U32(at + 42));
        if (!entries.TryAdd(name, new Entry(name, U16(at + 10), U32(at + 16), packed, length, offset)))
        {
            throw Refuse(new("formats.expected.differentNames"), new Refusal("formats.received.twice", ("name", name)));
        }

        return at + 46 + nameLength + extraLength + commentLength;
    }

    // Where the data begin; the local header must tell the same story as the directory.
    private long DataStart(Entry entry)
    {
        var at = Checked(entry.Offset, 30, Inside(entry.Name));
        if (U32(at) != 0x04034B50)
        {
            throw Refuse(new("formats.expected.entryHeader", ("name", entry.Name)), new Refusal("formats.received.otherBytes"));
        }

        var (nameLength, extraLength) = (U16(at + 26), U16(at + 28));
        Checked(at + 30L, nameLength + extraLength, Inside(entry.Name));
        var name = Encoding.UTF8.GetString(bytes, at + 30, nameLength);
        var descriptor = (U16(at + 6) & 8) != 0;
        var (length, packed, _) = Zip64(bytes.AsSpan(at + 30 + nameLength, extraLength), U32(at + 22), U32(at + 18), 0);
        if (name != entry.Name || U16(at + 8) != entry.Method || (!descriptor && (length != entry.Length || packed != entry.PackedLength || U32(at + 14) != entry.Crc)))
        {
            throw Refuse(new("formats.expected.entryHeaders", ("name", entry.Name)), new Refusal("formats.received.nameBytes", ("name", name), ("bytes", length.ToString())));
        }

        return at + 30L + nameLength + extraLength;
    }

    private static (long Length, long Packed, long Offset) Zip64(ReadOnlySpan<byte> extra, uint length, uint packed, uint offset)
    {
        long l = length, p = packed, o = offset;
        while (extra.Length >= 4)
        {
            var (id, size) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            if (size > extra.Length - 4)
            {
                break;
            }

            if (id == 1)
            {
                var values = extra.Slice(4, size);
                Take(ref values, length, ref l);
                Take(ref values, packed, ref p);
                Take(ref values, offset, ref o);
            }

            extra = extra[(4 + size)..];
        }

        return (l, p, o);

        static void Take(ref ReadOnlySpan<byte> values, uint small, ref long target)
        {
            if (small == 0xFFFFFFFF && values.Length >= 8)
            {
                target = BinaryPrimitives.ReadInt64LittleEndian(values);
                values = values[8..];
            }
        }
    }

    private int FindEnd()
    {
        if (ZipEnd.Find(bytes.Length, Fill) is { } end)
        {
            return (int)end;
        }

        throw Refuse(new("formats.expected.zip"), new Refusal("formats.received.noDirectory"));
    }

    private bool Fill(Span<byte> buffer, long offset)
    {
        if (offset < 0 || offset + buffer.Length > bytes.Length)
        {
            return false;
        }

        bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        return true;
    }

    /// <param name="inside">What lies there, as what was expected.</param>
    private int Checked(long start, long length, Refusal inside)
        => start >= 0 && length >= 0 && start + length >= start && start + length <= bytes.Length ? (int)start
            : throw Refuse(inside, new Refusal("formats.received.bytesOf", ("from", start.ToString()), ("to", (start + length).ToString()), ("bytes", bytes.Length.ToString())));

    private int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private static Refusal Inside(string entry) => new("formats.expected.entryInside", ("name", entry));

    private RefusedException Refuse(Refusal expected, object received) => new(new Refusal("formats.zip.expects", ("file", source), ("expected", expected), RefusalValue.Of("received", received)));

    private sealed record Entry(string Name, int Method, uint Crc, long PackedLength, long Length, long Offset);
}
