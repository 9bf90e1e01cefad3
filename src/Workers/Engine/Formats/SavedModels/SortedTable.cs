using System.Buffers.Binary;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>A table of LevelDB, as TensorFlow writes the index of a checkpoint: keys in byte order with their values, in blocks
/// (https://github.com/google/leveldb/blob/main/doc/table_format.md). Compressed blocks are refused: TensorFlow writes none.</summary>
internal sealed class SortedTable
{
    private const int FooterSize = 48;
    private const ulong Magic = 0xdb4775248b80fb57;

    // Keys share their beginnings: few bytes can claim many long ones.
    private const int LongestKey = 2048;
    private const int MostEntries = 1 << 16;

    private readonly byte[] bytes;
    private readonly string source;

    private SortedTable(byte[] bytes, string source) => (this.bytes, this.source) = (bytes, source);

    /// <param name="source">How to call the file in a refusal.</param>
    /// <exception cref="RefusedException">Not such a table, damaged, or compressed.</exception>
    public static IReadOnlyList<(byte[] Key, byte[] Value)> Read(byte[] bytes, string source) => new SortedTable(bytes, source).Read();

    private List<(byte[] Key, byte[] Value)> Read()
    {
        if (bytes.Length < FooterSize || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(^8)) != Magic)
        {
            throw Damaged();
        }
        var footer = bytes.AsSpan(^FooterSize..);
        _ = Handle(ref footer);
        List<(byte[] Key, byte[] Value)> entries = [];
        foreach (var (_, place) in Block(Handle(ref footer)))
        {
            var handle = place.AsSpan();
            entries.AddRange(Block(Handle(ref handle)));
            if (entries.Count > MostEntries)
            {
                throw Damaged();
            }
        }
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i - 1].Key.AsSpan().SequenceCompareTo(entries[i].Key) >= 0)
            {
                throw Damaged();
            }
        }
        return entries;
    }

    // A block with its checksum verified.
    private List<(byte[] Key, byte[] Value)> Block((long Offset, long Size) handle)
    {
        var (offset, size) = handle;
        if (offset < 0 || size < 4 || size > bytes.Length - FooterSize - 5 || offset > bytes.Length - FooterSize - 5 - size)
        {
            throw Damaged();
        }
        var block = bytes.AsSpan((int)offset, (int)size);
        var type = bytes[offset + size];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)(offset + size + 1))) != Crc32C.MaskedOf(bytes.AsSpan((int)offset, (int)size + 1)))
        {
            throw Damaged();
        }
        if (type != 0)
        {
            throw new RefusedException(new Refusal("formats.savedModel.compressed", ("file", source), ("received", type)));
        }
        var restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]);
        if (restarts > (block.Length - 4) / 4)
        {
            throw Damaged();
        }
        return Entries(block[..^(4 + (4 * (int)restarts))]);
    }

    private List<(byte[] Key, byte[] Value)> Entries(Span<byte> block)
    {
        List<(byte[] Key, byte[] Value)> entries = [];
        byte[] key = [];
        while (block.Length > 0)
        {
            var (shared, fresh, length) = (Varint(ref block), Varint(ref block), Varint(ref block));
            if (shared > (ulong)key.Length || fresh > LongestKey || shared + fresh > LongestKey || fresh > (ulong)block.Length || entries.Count == MostEntries)
            {
                throw Damaged();
            }
            key = [.. key.AsSpan(0, (int)shared), .. block[..(int)fresh]];
            block = block[(int)fresh..];
            if (length > (ulong)block.Length)
            {
                throw Damaged();
            }
            entries.Add((key, block[..(int)length].ToArray()));
            block = block[(int)length..];
        }
        return entries;
    }

    private (long Offset, long Size) Handle(ref Span<byte> at) => ((long)Varint(ref at), (long)Varint(ref at));

    private ulong Varint(ref Span<byte> at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at.IsEmpty)
            {
                break;
            }
            var part = at[0];
            at = at[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
        throw Damaged();
    }

    private RefusedException Damaged() => new(new Refusal("formats.savedModel.table", ("file", source)));
}
