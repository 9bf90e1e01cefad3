using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Largest value of each window, (N, H, W, C) to (N, H', W', C) (https://keras.io/api/layers/pooling_layers/max_pooling2d/).</summary>
public sealed class MaxPooling2D : PoolingLayer
{
    private MaxPooling2D(LayerConfig config)
        : base(config, 2) { }

    public MaxPooling2D(int[] poolSize, int[]? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : base(poolSize, strides, padding, name, dtype) { }

    /// <param name="poolSize">Default 2.</param>
    /// <param name="strides">Default: the pool size.</param>
    public MaxPooling2D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : this([poolSize, poolSize], strides is { } s ? [s, s] : null, padding, name, dtype) { }

    public static MaxPooling2D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x)
    {
        var (padded, padding) = Window.Pad(x, double.NegativeInfinity);
        return nn.functional.max_pool2d(padded, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides), padding);
    }
}
