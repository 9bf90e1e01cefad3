using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value over the steps, (N, T, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_max_pooling1d/).</summary>
public sealed class GlobalMaxPooling1D(LayerConfig config) : GlobalPoolingLayer(config, 1)
{
    public static GlobalMaxPooling1D FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].amax([1], KeepDims);
}
