using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>An operation that a file may name: Keras's class, the module it is written with, and what it computes.</summary>
/// <param name="Module">Null: Keras 3 has no such operation, and a network with it can be used but not written.</param>
internal sealed record OperationKind(string Name, string? Module, Func<OperationCall, IReadOnlyList<Tensor>> Apply)
{
    public static OperationKind Numpy(string name, Func<OperationCall, Tensor> apply) => new(name, "keras.src.ops.numpy", call => [apply(call)]);

    public static OperationKind Of(string module, string name, Func<OperationCall, Tensor> apply) =>
        new(name, $"keras.src.ops.{module}", call => [apply(call)]);

    /// <summary>An operation of TensorFlow alone.</summary>
    public static OperationKind TensorFlow(string name, Func<OperationCall, Tensor> apply) => new(name, null, call => [apply(call)]);
}
