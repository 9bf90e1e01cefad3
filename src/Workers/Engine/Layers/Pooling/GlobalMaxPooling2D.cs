using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value over height and width (https://keras.io/api/layers/pooling_layers/global_max_pooling2d/).</summary>
public sealed class GlobalMaxPooling2D : GlobalPoolingLayer
{
    private GlobalMaxPooling2D(LayerConfig config)
        : base(config, 2) { }

    public GlobalMaxPooling2D(bool keepdims = false, string? name = null, DTypePolicy? dtype = null)
        : base(2, keepdims, name, dtype) { }

    public static GlobalMaxPooling2D FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].amax([1, 2], KeepDims);
}
