using System.Buffers.Binary;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Formats.Protobuf;

/// <summary>Writes the few kinds of Protocol Buffers field that event files and ONNX use (https://protobuf.dev/programming-guides/encoding/).</summary>
internal sealed class ProtoWriter
{
    private readonly MemoryStream _bytes = new();

    public long Length => _bytes.Length;

    public byte[] ToArray() => _bytes.ToArray();

    public void CopyTo(Stream stream) => _bytes.WriteTo(stream);

    public ProtoWriter Double(int field, double value)
    {
        Varint((ulong)((field << 3) | 1));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Single(int field, float value)
    {
        Varint((ulong)((field << 3) | 5));
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Whole(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter value)
    {
        Header(field, value.Length);
        value.CopyTo(_bytes);
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Header(field, value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Goes on with fields that another writer holds.</summary>
    public ProtoWriter Append(ProtoWriter fields)
    {
        fields.CopyTo(_bytes);
        return this;
    }

    /// <summary>Announces so many bytes of a field that the caller writes behind this writer's own: what is too large to copy.</summary>
    public ProtoWriter Header(int field, long length)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)length);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }
        _bytes.WriteByte((byte)value);
    }
}
