using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>A stream's lines as bytes, without what ends them. Of a line that is too long nothing is kept.</summary>
/// <param name="unit">Bytes of a character, 1 or 2: only whole characters are compared.</param>
/// <param name="end">The character that ends a line, as it lies in memory.</param>
/// <param name="most">Most bytes of a line.</param>
internal sealed class ByteSplit(Stream stream, int unit, ushort end, int most)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private byte[] _held = [];
    private int _from,
        _to,
        _length;

    /// <summary>Each is good until the next.</summary>
    public IEnumerable<ByteLine> Lines()
    {
        for (var number = 1; ; number++)
        {
            var (isThere, isLong) = Next();
            if (!isThere)
            {
                yield break;
            }
            yield return new ByteLine(number, _held.AsMemory(0, isLong ? 0 : _length), isLong);
        }
    }

    private (bool IsThere, bool IsLong) Next()
    {
        _length = 0;
        var (isThere, isLong) = (false, false);
        while (_from < _to || Fill())
        {
            isThere = true;
            var span = _buffer.AsSpan(_from.._to);
            var at = unit == 1 ? span.IndexOf((byte)end) : 2 * MemoryMarshal.Cast<byte, ushort>(span).IndexOf(end);
            var part = at < 0 ? span : span[..at];
            isLong |= _length + part.Length > most;
            if (!isLong)
            {
                Keep(part);
            }
            _from = at < 0 ? _to : _from + at + unit;
            if (at >= 0)
            {
                break;
            }
        }
        return (isThere, isLong);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_length + part.Length > _held.Length)
        {
            Array.Resize(ref _held, Math.Min(most, Math.Max(2 * _held.Length, _length + part.Length)));
        }
        part.CopyTo(_held.AsSpan(_length));
        _length += part.Length;
    }

    // Filled to its end, so that no character of two bytes is cut but the file's last.
    private bool Fill()
    {
        _from = 0;
        _to = stream.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
        return _to > 0;
    }
}
