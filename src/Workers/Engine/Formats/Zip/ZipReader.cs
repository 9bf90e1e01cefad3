using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>A zip archive in memory, read by the names of its entries; they are only compared, never used as paths.</summary>
internal sealed class ZipReader
{
    private const int MaximumEntries = 1000;
    private readonly byte[] bytes;
    private readonly string source;
    private readonly ZipDirectory directory;
    private readonly Dictionary<string, ZipEntry> entries = [];

    /// <param name="source">How to call the file in a refusal.</param>
    /// <exception cref="RefusedException">No whole archive, or one with encrypted entries or two of one name.</exception>
    public ZipReader(byte[] bytes, string source)
    {
        (this.bytes, this.source) = (bytes, source);
        directory = new ZipDirectory(Fill, bytes.Length, source);
        foreach (var entry in directory.Read(MaximumEntries))
        {
            var name = entry.Declared ?? Encoding.UTF8.GetString(entry.NameBytes);
            if (entry.IsEncrypted)
            {
                throw Refuse(new("formats.expected.notEncrypted"), $"'{name}'");
            }
            directory.Locate(entry);
            if (!entries.TryAdd(name, entry))
            {
                throw Refuse(new("formats.expected.differentNames"), new Refusal("formats.received.twice", ("name", name)));
            }
        }
    }

    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>Bytes that an entry is said to have when unpacked.</summary>
    public long Length(string name) => entries[name].Bytes;

    /// <summary>An entry's content.</summary>
    /// <param name="limit">Most bytes it may have when unpacked.</param>
    public ReadOnlyMemory<byte> Read(string name, long limit)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            throw Refuse(
                new("formats.expected.entry", ("name", name)),
                new Refusal("formats.received.entries", ("names", string.Join(", ", entries.Keys.Take(10))))
            );
        }
        if (entry.Bytes > limit)
        {
            throw Refuse(new("formats.expected.entryMost", ("name", name), ("most", limit.ToString())), $"{entry.Bytes}");
        }
        if (!directory.Agrees(entry))
        {
            throw Refuse(new("formats.expected.entryHeaders", ("name", name)), new Refusal("formats.received.otherHeader"));
        }
        var packed = bytes.AsMemory((int)entry.DataOffset, (int)entry.PackedBytes);
        ReadOnlyMemory<byte> content = entry.Method switch
        {
            0 when entry.Bytes == entry.PackedBytes => packed,
            8 => Inflate(packed, name, entry.Bytes),
            0 => throw Refuse(
                new("formats.expected.entryStored", ("name", name)),
                new Refusal("formats.received.lengths", ("packed", entry.PackedBytes.ToString()), ("length", entry.Bytes.ToString()))
            ),
            _ => throw Refuse(new("formats.expected.entryMethod", ("name", name)), new Refusal("formats.received.method", ("method", entry.Method.ToString()))),
        };
        var crc = Crc32.HashToUInt32(content.Span);
        return crc == entry.Crc
            ? content
            : throw Refuse(
                new("formats.expected.checksum", ("name", name), ("checksum", $"{entry.Crc:x8}")),
                new Refusal("formats.received.damaged", ("checksum", $"{crc:x8}"))
            );
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> packed, string name, long length)
    {
        // One byte more than announced shows an entry that lies about its length.
        var content = new byte[length];
        using var inflater = new DeflateStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            inflater.ReadExactly(content);
            return inflater.ReadByte() == -1
                ? content
                : throw new RefusedException(new Refusal("formats.zip.entryTooLong", ("entry", name), ("bytes", length)));
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            throw new RefusedException(new Refusal("formats.zip.entryDamaged", ("entry", name), ("bytes", length)));
        }
    }

    private bool Fill(Span<byte> buffer, long offset)
    {
        if (offset < 0 || offset > bytes.Length - buffer.Length)
        {
            return false;
        }
        bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        return true;
    }

    private RefusedException Refuse(Refusal expected, object received) =>
        new(new Refusal("formats.zip.expects", ("file", source), ("expected", expected), RefusalValue.Of("received", received)));
}
