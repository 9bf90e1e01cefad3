using System.Runtime.InteropServices;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>A constant of the graph (TensorProto). Its numbers are taken only while the file is written, so that a large network is not held twice.</summary>
/// <param name="Bytes">How many bytes <paramref name="Write"/> writes, little-endian in C order.</param>
internal sealed record OnnxInitializer(string Name, OnnxElementType Type, long[] Shape, long Bytes, Action<Stream> Write)
{
    private const int GraphInitializer = 5;

    public static OnnxInitializer Of<T>(string name, OnnxElementType type, long[] shape, T[] values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
        return new OnnxInitializer(name, type, shape, bytes.Length, stream => stream.Write(bytes));
    }

    /// <summary>A weight as float32, turned into the order and shape that the operator wants.</summary>
    /// <param name="arrange">From the weight in Keras's shape to the tensor to write.</param>
    public static OnnxInitializer Of(string name, long[] shape, Func<Tensor> arrange)
    {
        var count = shape.Aggregate(1L, (product, d) => product * d);
        return new OnnxInitializer(
            name,
            OnnxElementType.Float,
            shape,
            count * sizeof(float),
            stream =>
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                var value = arrange().detach().cpu().to_type(ScalarType.Float32).contiguous();
                stream.Write(value.bytes);
            }
        );
    }

    /// <summary>The bytes of the whole field in a GraphProto but for the numbers.</summary>
    public ProtoWriter Head()
    {
        var head = new ProtoWriter();
        foreach (var dimension in Shape)
        {
            head.Whole(1, dimension);
        }

        head.Whole(2, (int)Type).Text(8, Name).Header(9, Bytes);
        return new ProtoWriter().Header(GraphInitializer, head.Length + Bytes).Append(head);
    }
}
