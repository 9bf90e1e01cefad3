namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>The file is damaged, or of a kind that is not read here.</summary>
internal sealed class JpegFormatException : Exception;

/// <summary>Bits of entropy-coded data: stuffed zeros are passed over, a marker ends it (zeros follow).</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private uint _bits;
    private int _count;

    public int Position { get; private set; } = position;

    public int Peek16()
    {
        Fill(16);
        return (int)((_bits >> (_count - 16)) & 0xFFFF);
    }

    public void Skip(int count) => _count -= count;

    public int Read(int count)
    {
        if (count == 0)
        {
            return 0;
        }
        Fill(count);
        _count -= count;
        return (int)((_bits >> _count) & ((1u << count) - 1));
    }

    /// <summary>A value of the given number of bits, negative where its first bit is 0 (T.81, EXTEND).</summary>
    public int Receive(int count)
    {
        var value = Read(count);
        return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    /// <summary>Passes over a restart marker and begins anew behind it.</summary>
    public void Restart()
    {
        (_bits, _count) = (0, 0);
        while (Position + 1 < _data.Length && !(_data[Position] == 0xFF && _data[Position + 1] is >= 0xD0 and <= 0xD7))
        {
            if (_data[Position] == 0xFF && _data[Position + 1] is not (0 or 0xFF))
            {
                throw new JpegFormatException();
            }
            Position++;
        }
        Position += 2;
    }

    private void Fill(int count)
    {
        while (_count < count)
        {
            uint next = 0;
            if (Position < _data.Length && _data[Position] != 0xFF)
            {
                next = _data[Position++];
            }
            else if (Position + 1 < _data.Length && _data[Position + 1] == 0)
            {
                next = 0xFF;
                Position += 2;
            }
            _bits = (_bits << 8) | next;
            _count += 8;
        }
    }
}
