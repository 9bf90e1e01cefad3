using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What pooling over one and three axes shares: (N, ..., C) to (N, ...', C).</summary>
public abstract class PoolingND : Layer
{
    private protected PoolingND(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        var size = config.Spatial("pool_size", rank, 2);
        Window = SpatialWindow.Checked(Name, size, config.Has("strides") ? config.Spatial("strides", rank, 1) : size, config.Choice("padding", "valid", "valid", "same"));
    }

    internal SpatialWindow Window { get; }

    private protected int Rank => Window.Kernel.Length;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == Rank + 2 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", Rank == 1 ? "(N, steps, C)" : "(N, D, H, W, C)")), inputShapes[0]);
        return new TensorShape([input[0], .. Enumerable.Range(0, Rank).Select(axis => Window.Output(input[axis + 1], axis, Name)), input[^1]]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Layout.ChannelsLast(Pool(Layout.ChannelsFirst(inputs[0])));

    /// <summary>(N, C, ...) to (N, C, ...').</summary>
    protected abstract Tensor Pool(Tensor x);

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

/// <summary>Largest value of each window.</summary>
public abstract class MaxPoolingND : PoolingND
{
    private protected MaxPoolingND(LayerConfig config, int rank)
        : base(config, rank)
    {
    }

    protected override Tensor Pool(Tensor x)
    {
        var padded = Window.LayAround(x, double.NegativeInfinity);
        return Rank == 1 ? nn.functional.max_pool1d(padded, Window.Kernel[0], Window.Strides[0])
            : nn.functional.max_pool3d(padded, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides));
    }
}

/// <summary>Mean of each window; margins of "same" do not count.</summary>
public abstract class AveragePoolingND : PoolingND
{
    private protected AveragePoolingND(LayerConfig config, int rank)
        : base(config, rank)
    {
    }

    protected override Tensor Pool(Tensor x)
    {
        var mean = Mean(Window.LayAround(x, 0));

        // Dividing by the share of real values takes the margins' weight out again.
        return Window.Padding == "valid" ? mean : mean / Mean(Window.LayAround(ones([1, 1, .. x.shape[2..]], x.dtype, x.device), 0));
    }

    private Tensor Mean(Tensor x) => Rank == 1 ? nn.functional.avg_pool1d(x, Window.Kernel[0], Window.Strides[0])
        : nn.functional.avg_pool3d(x, SpatialWindow.Long(Window.Kernel), SpatialWindow.Long(Window.Strides));
}
