using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean of each window of a volume, (N, D, H, W, C) to (N, D', H', W', C) (https://keras.io/api/layers/pooling_layers/average_pooling3d/).</summary>
public sealed class AveragePooling3D(LayerConfig config) : PoolingLayer(config, 3)
{
    public static AveragePooling3D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x) =>
        MeanOfReal(x, padded => nn.functional.avg_pool3d(padded, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides)));
}
