using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// A stream in memory that lies among tensors' (<see cref="TensorHeap"/>): between two steps there are gaps enough for a model's file. In managed memory each
/// file that was written left its size several times over, for minutes.
/// </summary>
/// <param name="capacity">Bytes it has room for from the start; more is made where needed, by a copy.</param>
internal sealed class TensorStream(long capacity) : Stream
{
    private Tensor _bytes = Room(capacity);
    private int _length;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = checked((int)value);
        }
    }

    /// <summary>What was written; until more is written, or the stream disposed.</summary>
    public ReadOnlyMemory<byte> Written => new TensorNumbers<byte>(_bytes).Memory[.._length];

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Clamp(_length - _position, 0, buffer.Length);
        _bytes.bytes.Slice(Math.Min(_position, _length), count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var end = checked(_position + buffer.Length);
        if (_position > _length)
        {
            Lengthen(_position);
        }
        MakeRoom(end);
        buffer.CopyTo(_bytes.bytes[_position..]);
        (_length, _position) = (Math.Max(_length, end), end);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _position,
                _ => _length,
            };

    /// <summary>Longer: by zeros. Shorter: the position is at most its end.</summary>
    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var length = checked((int)value);
        if (length > _length)
        {
            Lengthen(length);
        }
        (_length, _position) = (length, Math.Min(_position, length));
    }

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Lengthen(int length)
    {
        MakeRoom(length);
        _bytes.bytes[_length..length].Clear();
        _length = length;
    }

    private void MakeRoom(int length)
    {
        if (length <= _bytes.numel())
        {
            return;
        }
        var larger = Room(Math.Min(Math.Max(length, 2 * _bytes.numel()), Array.MaxLength));
        _bytes.bytes[.._length].CopyTo(larger.bytes);
        _bytes.Dispose();
        _bytes = larger;
    }

    private static Tensor Room(long bytes) => empty(Math.Max(1, bytes), ScalarType.Byte).DetachFromDisposeScope();
}
