using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean over a volume, (N, D, H, W, C) to (N, C) (https://keras.io/api/layers/pooling_layers/global_average_pooling3d/).</summary>
public sealed class GlobalAveragePooling3D(LayerConfig config) : GlobalPoolingLayer(config, 3)
{
    public static GlobalAveragePooling3D FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].mean([1, 2, 3], KeepDims);
}
