using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Largest value of each window, (N, H, W, C) to (N, H', W', C) (https://keras.io/api/layers/pooling_layers/max_pooling2d/).</summary>
public sealed class MaxPooling2D(int[] poolSize, int[]? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
    : Pooling2D(poolSize, strides, padding, name, dtype)
{
    /// <param name="poolSize">Default 2.</param>
    /// <param name="strides">Default: the pool size.</param>
    public MaxPooling2D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : this([poolSize, poolSize], strides is { } s ? [s, s] : null, padding, name, dtype)
    {
    }

    public static MaxPooling2D FromConfig(LayerConfig config)
    {
        var (size, strides, padding) = Read(config);
        return new MaxPooling2D(size, strides, padding, config.Name, config.DType);
    }

    protected override Tensor Pool(Tensor picture)
    {
        var (padded, padding) = Window.Pad(picture, double.NegativeInfinity);
        return nn.functional.max_pool2d(padded, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides), padding);
    }
}
