using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>What pooling over windows shares, whatever the axes: (N, ..., C) to (N, ...', C).</summary>
public abstract class PoolingLayer : SpatialLayer
{
    private protected PoolingLayer(int[] poolSize, int[]? strides, string padding, string? name, DTypePolicy? dtype)
        : base(poolSize.Length, name, dtype) => Window = SpatialWindow.Checked(Name, poolSize, strides ?? poolSize, padding);

    private protected PoolingLayer(LayerConfig config, int rank)
        : base(rank, config.Name, config.DType)
    {
        config.ChannelsLast();
        var size = config.Spatial("pool_size", rank, 2);
        Window = SpatialWindow.Checked(
            Name,
            size,
            config.Has("strides") ? config.Spatial("strides", rank) : size,
            config.Choice("padding", "valid", "valid", "same")
        );
    }

    internal SpatialWindow Window { get; }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = Require(inputShapes[0]);
        return new TensorShape([input[0], .. Enumerable.Range(0, Rank).Select(axis => Window.Output(input[axis + 1], axis, Name)), input[^1]]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Layout.ChannelsLast(Pool(Layout.ChannelsFirst(inputs[0])));

    /// <summary>(N, C, ...) to (N, C, ...').</summary>
    private protected abstract Tensor Pool(Tensor x);

    /// <summary>Means of windows in which margins do not count: dividing by the share of real values takes the margins' weight out again.</summary>
    private protected Tensor MeanOfReal(Tensor x, Func<Tensor, Tensor> mean) =>
        Window.Padding == "valid" ? mean(x) : mean(Window.LayAround(x, 0)) / mean(Window.LayAround(ones([1, 1, .. x.shape[2..]], x.dtype, x.device), 0));

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["pool_size"] = SpatialWindow.Json(Window.Kernel);
        config["padding"] = Window.Padding;
        config["strides"] = SpatialWindow.Json(Window.Strides);
        config["data_format"] = "channels_last";
        return config;
    }
}
