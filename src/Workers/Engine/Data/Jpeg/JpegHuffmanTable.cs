using System.Runtime.CompilerServices;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>A Huffman table of ITU T.81, annex C: codes of up to ten bits are looked up at once, the few longer ones by their length.</summary>
internal sealed class JpegHuffmanTable
{
    private const int Short = 10;

    // Length in the high byte, symbol in the low one; 0 where no code of that length begins so.
    private readonly ushort[] _lookup = new ushort[1 << Short];

    // By length: the first 16 bits that no code of the length or shorter begins with, and what leads from a code to its symbol.
    private readonly int[] _end = new int[17];
    private readonly int[] _offset = new int[17];
    private readonly byte[] _symbols;

    /// <exception cref="JpegFormatException">More codes than their lengths can hold.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0,
            next = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            _offset[length] = next - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                if ((code + 1) << (16 - length) > 1 << 16)
                {
                    throw new JpegFormatException();
                }
                if (length <= Short)
                {
                    _lookup.AsSpan(code << (Short - length), 1 << (Short - length)).Fill((ushort)((length << 8) | symbols[next]));
                }
            }
            _end[length] = code << (16 - length);
        }
    }

    /// <summary>Whether all symbols are sizes that a DC difference can have.</summary>
    public bool IsForDc => _symbols.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)15) < 0;

    /// <summary>The symbol of the code that comes next, which is passed; at least 16 bits behind it are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref JpegBits bits)
    {
        var next = bits.Peek16();
        var entry = _lookup[(int)(next >> (16 - Short))];
        if (entry == 0)
        {
            return Long(ref bits, (int)next);
        }
        bits.Skip(entry >> 8);
        return entry & 0xFF;
    }

    private int Long(ref JpegBits bits, int next)
    {
        for (var length = Short + 1; length <= 16; length++)
        {
            if (next < _end[length])
            {
                bits.Skip(length);
                return _symbols[(next >> (16 - length)) + _offset[length]];
            }
        }
        throw new JpegFormatException();
    }
}
