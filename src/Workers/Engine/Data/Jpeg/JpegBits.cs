using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>The file is damaged, or of a kind that is not read here.</summary>
internal sealed class JpegFormatException : Exception;

/// <summary>Bits of entropy-coded data: stuffed zeros are passed over, a marker ends it (zeros follow).</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;

    // The next bits, highest first; of those behind _count some may be known already and are found again.
    private ulong _bits;
    private int _count;
    private int _zeros;

    /// <summary>Where the data is read next; a marker is not passed.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether what was read was there, to its last byte: no zeros were made up, no byte is left over.</summary>
    public readonly bool EndedWell => _zeros <= _count && _count - _zeros < 8;

    /// <summary>The next 16 bits, to be looked at; 32 or more can be taken before the next call of this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Peek16()
    {
        if (_count < 32)
        {
            Fill();
        }
        return (uint)(_bits >> 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    /// <summary>At most 16 bits as a number.</summary>
    public int Read(int count)
    {
        if (count == 0)
        {
            return 0;
        }
        if (_count < count)
        {
            Fill();
        }
        var value = (int)(_bits >> (64 - count));
        Skip(count);
        return value;
    }

    /// <summary>A value of 1 to 16 bits behind a code, negative where its first bit is 0 (T.81, EXTEND). Its bits are there since
    /// <see cref="Peek16"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Extend(int count)
    {
        var value = (int)(_bits >> (64 - count));
        Skip(count);
        return value + (((value >> (count - 1)) - 1) & (1 - (1 << count)));
    }

    /// <summary>Passes over a restart marker and begins anew behind it. False where it is not the one that follows, or does not follow at once.</summary>
    public bool Restart(int number)
    {
        var well = EndedWell && Position + 1 < _data.Length && _data[Position] == 0xFF && _data[Position + 1] == 0xD0 + number;
        (_bits, _count, _zeros) = (0, 0, 0);
        while (Position + 1 < _data.Length && !(_data[Position] == 0xFF && _data[Position + 1] is >= 0xD0 and <= 0xD7))
        {
            if (_data[Position] == 0xFF && _data[Position + 1] is not (0 or 0xFF))
            {
                throw new JpegFormatException();
            }
            Position++;
        }
        Position += 2;
        return well;
    }

    // Eight bytes at a time where none of them is 0xFF.
    private void Fill()
    {
        if (Position + 8 <= _data.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data[Position..]);
            if ((next & (~next - 0x0101010101010101) & 0x8080808080808080) == 0)
            {
                _bits |= next >> _count;
                Position += (63 - _count) >> 3;
                _count |= 56;
                return;
            }
        }
        // Bits found ahead are forgotten: what follows need not be the bytes they came from.
        _bits &= _count == 0 ? 0 : ulong.MaxValue << (64 - _count);
        while (_count <= 56)
        {
            ulong next = 0;
            if (Position < _data.Length && _data[Position] != 0xFF)
            {
                next = _data[Position++];
            }
            else if (Position + 1 < _data.Length && _data[Position + 1] == 0)
            {
                next = 0xFF;
                Position += 2;
            }
            else
            {
                _zeros += 8;
            }
            _bits |= next << (56 - _count);
            _count += 8;
        }
    }
}
