using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value of each window of a volume, (N, D, H, W, C) to (N, D', H', W', C)
/// (https://keras.io/api/layers/pooling_layers/max_pooling3d/).</summary>
public sealed class MaxPooling3D(LayerConfig config) : PoolingLayer(config, 3)
{
    public static MaxPooling3D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x) =>
        nn.functional.max_pool3d(Window.LayAround(x, double.NegativeInfinity), SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides));
}
