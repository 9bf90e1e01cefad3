using System.Runtime.InteropServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>
/// Shapes and types of what an operation returns, found by applying it to tensors that have a shape but no numbers (libtorch's meta device), twice: a
/// dimension that comes out
/// differently for another batch or picture size is not known.
/// </summary>
internal static class OperationProbe
{
    private const int Deepest = 32;
    private const long MostNumbers = 1 << 22;

    private static readonly (int Batch, int Other)[] Sizes = [(2, 96), (3, 160)];

    public static IReadOnlyList<(TensorShape Shape, string Type)> Run(Operation operation, IReadOnlyList<KerasTensor> inputs) =>
        Compare(
            operation,
            [.. inputs.Select(input => input.DType)],
            size =>
            {
                var known = new Dictionary<KerasTensor, Tensor>();
                return [.. inputs.Select(input => Stand(input, size, known, Deepest))];
            }
        );

    public static IReadOnlyList<(TensorShape Shape, string Type)> Run(Operation operation, IReadOnlyList<(TensorShape Shape, string Type)> inputs) =>
        Compare(operation, [.. inputs.Select(input => input.Type)], size => [.. inputs.Select(input => Empty(input.Shape, input.Type, size))]);

    private static List<(TensorShape Shape, string Type)> Compare(
        Operation operation,
        IReadOnlyList<string> types,
        Func<(int Batch, int Other), IReadOnlyList<Tensor>> stand
    )
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var results = new IReadOnlyList<Tensor>[Sizes.Length];
        for (var i = 0; i < Sizes.Length; i++)
        {
            results[i] = Try(operation, stand(Sizes[i]));
        }

        return [.. results[0].Zip(results[1], (small, large) => (Common(operation, small, large), TypeOf(small, types)))];
    }

    private static IReadOnlyList<Tensor> Try(Operation operation, IReadOnlyList<Tensor> inputs)
    {
        try
        {
            return operation.CallAll(inputs, CallContext.Inference);
        }
        catch (ExternalException) when (inputs.Sum(input => input.numel()) <= MostNumbers && inputs.Any(OperationCall.IsEmpty))
        {
            // libtorch does not know all functions without numbers.
            return Try(operation, [.. inputs.Select(input => OperationCall.IsEmpty(input) ? zeros(input.shape, input.dtype) : input)]);
        }
        catch (Exception fault)
            when (fault
                    is ExternalException
                        or ArgumentException
                        or InvalidOperationException
                        or NotSupportedException
                        or IndexOutOfRangeException
                        or ArithmeticException
            )
        {
            throw operation.Refusal(new("layer.expected.together"), string.Join(", ", inputs.Select(input => $"({string.Join(", ", input.shape)})")));
        }
    }

    private static TensorShape Common(Operation operation, Tensor small, Tensor large) =>
        small.dim() == large.dim()
            ? new TensorShape(small.shape.Zip(large.shape, (a, b) => a == b ? a : (long?)null))
            : throw operation.Refusal(
                new("layer.expected.outputRank"),
                new Refusal("layer.received.axesOrAxes", ("first", small.dim()), ("second", large.dim()))
            );

    // Whole numbers keep the width that the file gave them.
    private static string TypeOf(Tensor result, IReadOnlyList<string> types) =>
        DTypes.Name(result.dtype) is var name && name == "int64" ? types.FirstOrDefault(type => type.Contains("int", StringComparison.Ordinal)) ?? name : name;

    // What is computed from a shape (tf.shape(x)[1]) is known here, and may be the shape of what comes next.
    private static Tensor Stand(KerasTensor input, (int Batch, int Other) size, Dictionary<KerasTensor, Tensor> known, int depth)
    {
        if (known.TryGetValue(input, out var stands))
        {
            return stands;
        }

        var node = input.Producer;
        if (!node.Layer.IsOperation || input.Shape.Rank > 1 || depth == 0)
        {
            return known[input] = Empty(input.Shape, input.DType, size);
        }

        Tensor[] parents = [.. node.Inputs.Select(parent => Stand(parent, size, known, depth - 1))];
        node.Layer.Bind(node.Arguments);
        var results = node.Layer.CallAll(parents, CallContext.Inference);
        foreach (var output in node.Outputs)
        {
            known[output] = results[output.Index];
        }

        return known[input];
    }

    private static Tensor Empty(TensorShape shape, string type, (int Batch, int Other) size) =>
        empty(
            [.. shape.Select((dimension, axis) => dimension ?? (axis == 0 ? size.Batch : size.Other))],
            DTypes.Of(type) ?? throw new RefusedException(new Refusal("layer.operation.numbers", ("received", type.ToString()))),
            new Device(DeviceType.META)
        );
}
