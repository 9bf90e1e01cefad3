namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>A Huffman table of ITU T.81, annex C, looked up by 16 bits at once.</summary>
internal sealed class JpegHuffmanTable
{
    // Length in the high byte, symbol in the low one; 0 where no code begins so.
    private readonly ushort[] _lookup = new ushort[1 << 16];

    /// <exception cref="JpegFormatException">More codes than their lengths can hold.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        int code = 0, next = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            for (var i = 0; i < counts[length - 1]; i++, code++)
            {
                var (first, span) = (code << (16 - length), 1 << (16 - length));
                if (first + span > _lookup.Length)
                {
                    throw new JpegFormatException();
                }
                _lookup.AsSpan(first, span).Fill((ushort)((length << 8) | symbols[next]));
                next++;
            }
        }
    }

    public int Decode(ref JpegBits bits)
    {
        var entry = _lookup[bits.Peek16()];
        if (entry == 0)
        {
            throw new JpegFormatException();
        }
        bits.Skip(entry >> 8);
        return entry & 0xFF;
    }
}
