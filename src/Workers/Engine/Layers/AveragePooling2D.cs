using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Mean of each window; margins of "same" do not count (https://keras.io/api/layers/pooling_layers/average_pooling2d/).</summary>
public sealed class AveragePooling2D(int[] poolSize, int[]? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
    : Pooling2D(poolSize, strides, padding, name, dtype)
{
    /// <param name="poolSize">Default 2.</param>
    /// <param name="strides">Default: the pool size.</param>
    public AveragePooling2D(int poolSize = 2, int? strides = null, string padding = "valid", string? name = null, DTypePolicy? dtype = null)
        : this([poolSize, poolSize], strides is { } s ? [s, s] : null, padding, name, dtype)
    {
    }

    public static AveragePooling2D FromConfig(LayerConfig config)
    {
        var (size, strides, padding) = Read(config);
        return new AveragePooling2D(size, strides, padding, config.Name, config.DType);
    }

    protected override Tensor Pool(Tensor picture)
    {
        var (top, bottom) = Window.Margin(picture.shape[2], 0);
        var (left, right) = Window.Margin(picture.shape[3], 1);
        if (top == bottom && left == right)
        {
            return Average(picture, [top, left]);
        }

        // Uneven margins are laid around the picture; dividing by the share of real pixels takes their weight out again.
        var (padded, _) = Window.Pad(picture);
        var (inside, _) = Window.Pad(ones([1, 1, picture.shape[2], picture.shape[3]], picture.dtype, picture.device));
        return Average(padded, [0, 0]) / Average(inside, [0, 0]);
    }

    private Tensor Average(Tensor picture, long[] padding)
        => nn.functional.avg_pool2d(picture, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides), padding, count_include_pad: false);
}
