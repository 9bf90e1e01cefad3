using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean over height and width (https://keras.io/api/layers/pooling_layers/global_average_pooling2d/).</summary>
public sealed class GlobalAveragePooling2D : GlobalPoolingLayer
{
    private GlobalAveragePooling2D(LayerConfig config)
        : base(config, 2) { }

    public GlobalAveragePooling2D(bool keepdims = false, string? name = null, DTypePolicy? dtype = null)
        : base(2, keepdims, name, dtype) { }

    public static GlobalAveragePooling2D FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
        // The same numbers as mean(), whose gradient writes a quotient for every pixel; this one's divides once a channel. Types of fewer bits would round the
        // sum.
        =>
        inputs[0].dtype == ScalarType.Float32 ? inputs[0].sum([1, 2], KeepDims) / (inputs[0].shape[1] * inputs[0].shape[2]) : inputs[0].mean([1, 2], KeepDims);
}
