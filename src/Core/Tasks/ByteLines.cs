namespace MlOpsDashboard.Core.Tasks;

/// <summary>A stream's lines as bytes, one at a time, without their line feed; memory for the longest alone.</summary>
internal sealed class ByteLines(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;

    /// <summary>The next line, which is good until the next call; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan((_from + searched).._to).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_from, searched + found);
                _from += searched + found + 1;
                return true;
            }
            searched = _to - _from;
            if (!Fill())
            {
                line = _buffer.AsSpan(_from.._to);
                _from = _to;
                return line.Length > 0;
            }
        }
    }

    private bool Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from.._to).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }
        if (_to == _buffer.Length)
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        var read = stream.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        return read > 0;
    }
}
