using System.Runtime.InteropServices;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>
/// The weights of an ONNX file that PyTorch wrote, under the names that they had there (https://onnx.ai/onnx/repo-docs/IR.html). Nothing of its graph is
/// executed. A product's matrix, which the exporter turned and numbered, is found by the graph: what the product goes into adds its bias, and that has kept its
/// name.
/// </summary>
internal static class OnnxWeights
{
    private const ulong Float32 = 1;

    /// <param name="file">Its bytes.</param>
    /// <param name="source">How to call it in a refusal.</param>
    /// <returns>By name, in PyTorch's shapes: a matrix is (out, in).</returns>
    /// <exception cref="RefusedException">No ONNX file, or one whose tensors are not as it says.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(ReadOnlyMemory<byte> file, string source)
    {
        var (nodes, tensors) = Graph(file, source);
        var makers = nodes.SelectMany(node => node.Outputs.Select(output => (output, node))).DistinctBy(pair => pair.output).ToDictionary();
        foreach (var sum in nodes.Where(node => node.Operator == "Add" && node.Inputs.Count == 2))
        {
            foreach (var (bias, product) in new[] { (sum.Inputs[0], sum.Inputs[1]), (sum.Inputs[1], sum.Inputs[0]) })
            {
                if (
                    bias.EndsWith(".bias", StringComparison.Ordinal)
                    && tensors.ContainsKey(bias)
                    && makers.GetValueOrDefault(product) is { Operator: "MatMul", Inputs: [_, var matrix] }
                    && tensors.GetValueOrDefault(matrix) is { Shape.Length: 2 } turned
                )
                {
                    var name = bias[..^"bias".Length] + "weight";
                    tensors[name] = new NamedTensor(name, [turned.Shape[1], turned.Shape[0]], () => turned.Read().t());
                }
            }
        }

        return tensors;
    }

    /// <summary>The operators of a file in its order, and its initialisers of float32 by name.</summary>
    /// <exception cref="RefusedException">No ONNX file, or one whose tensors are not as it says.</exception>
    public static (IReadOnlyList<Node> Nodes, Dictionary<string, NamedTensor> Tensors) Graph(ReadOnlyMemory<byte> file, string source)
    {
        var graph = ProtoReader.Read(file, source).FirstOrDefault(field => field.Number == 7).Content;
        var tensors = new Dictionary<string, NamedTensor>();
        var nodes = new List<Node>();
        foreach (var field in ProtoReader.Read(graph, source))
        {
            if (field.Number == 1)
            {
                nodes.Add(NodeOf(field.Content, source));
            }
            else if (field.Number == 5 && TensorOf(field.Content, source) is { } tensor)
            {
                tensors[tensor.Name] = tensor;
            }
        }

        return (nodes, tensors);
    }

    private static Node NodeOf(ReadOnlyMemory<byte> message, string source)
    {
        var node = new Node("", [], []);
        foreach (var field in ProtoReader.Read(message, source))
        {
            if (field.Number == 1)
            {
                node.Inputs.Add(Text(field));
            }
            else if (field.Number == 2)
            {
                node.Outputs.Add(Text(field));
            }
            else if (field.Number == 4)
            {
                node = node with { Operator = Text(field) };
            }
        }

        return node;
    }

    /// <summary>Null for one that is not of float32, or not inside the file.</summary>
    private static NamedTensor? TensorOf(ReadOnlyMemory<byte> message, string source)
    {
        var (name, type, shape, raw) = ("", 0UL, new List<long>(), ReadOnlyMemory<byte>.Empty);
        foreach (var field in ProtoReader.Read(message, source))
        {
            switch (field.Number)
            {
                case 1:
                    // One a field, or all packed into one.
                    shape.AddRange(field.Content.IsEmpty ? [(long)field.Whole] : Packed(field.Content, source));
                    break;
                case 2:
                    type = field.Whole;
                    break;
                // float_data packed, and raw_data: both little-endian numbers side by side.
                case 4 or 9:
                    raw = field.Content;
                    break;
                case 8:
                    name = Text(field);
                    break;
            }
        }

        if (type != Float32)
        {
            return null;
        }

        return shape.All(size => size >= 0) && Count(shape) is { } count && count * sizeof(float) == raw.Length
            ? new NamedTensor(name, [.. shape], () => tensor(MemoryMarshal.Cast<byte, float>(raw.Span).ToArray(), [.. shape]))
            : throw new RefusedException(
                new Refusal("formats.onnx.tensorBytes", ("tensor", name), ("shape", string.Join(", ", shape)), ("file", source), ("received", $"{raw.Length}"))
            );
    }

    private static IEnumerable<long> Packed(ReadOnlyMemory<byte> content, string source)
    {
        // As numbered fields without their numbers: a number a time, seven bits a byte.
        var (value, shift) = (0L, 0);
        foreach (var part in content.ToArray())
        {
            if (shift > 56)
            {
                throw new RefusedException(new Refusal("formats.protobuf.damaged", ("file", source)));
            }

            value |= (long)(part & 0x7F) << shift;
            shift += 7;
            if ((part & 0x80) == 0)
            {
                yield return value;
                (value, shift) = (0, 0);
            }
        }
    }

    private static long? Count(List<long> shape)
    {
        try
        {
            return shape.Aggregate(1L, (product, size) => checked(product * size)) is var count && count <= Array.MaxLength ? count : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string Text(ProtoReader.Field field) => Encoding.UTF8.GetString(field.Content.Span);

    public sealed record Node(string Operator, List<string> Inputs, List<string> Outputs);
}
