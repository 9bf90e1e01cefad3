using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>Mean of each window; margins of "same" do not count (https://keras.io/api/layers/pooling_layers/average_pooling2d/).</summary>
public sealed class AveragePooling2D : PoolingLayer
{
    private AveragePooling2D(LayerConfig config)
        : base(config, 2) { }

    public AveragePooling2D(int[] poolSize, int[]? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : base(poolSize, strides, padding, name, dtype) { }

    /// <param name="poolSize">Default 2.</param>
    /// <param name="strides">Default: the pool size.</param>
    public AveragePooling2D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : this([poolSize, poolSize], strides is { } s ? [s, s] : null, padding, name, dtype) { }

    public static AveragePooling2D FromConfig(LayerConfig config) => new(config);

    private protected override Tensor Pool(Tensor x)
    {
        var (top, bottom) = Window.Margin(x.shape[2], 0);
        var (left, right) = Window.Margin(x.shape[3], 1);
        return top == bottom && left == right ? Mean(x, [top, left]) : MeanOfReal(x, padded => Mean(padded, [0, 0]));
    }

    private Tensor Mean(Tensor x, long[] padding) =>
        nn.functional.avg_pool2d(x, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides), padding, count_include_pad: false);
}
