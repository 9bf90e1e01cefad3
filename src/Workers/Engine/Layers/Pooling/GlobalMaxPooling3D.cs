using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value over a volume, (N, D, H, W, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_max_pooling3d/).</summary>
public sealed class GlobalMaxPooling3D(LayerConfig config) : GlobalPoolingLayer(config, 3)
{
    public static GlobalMaxPooling3D FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].amax([1, 2, 3], KeepDims);
}
