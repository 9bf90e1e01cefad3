using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What the two 2D pooling layers share.</summary>
public abstract class Pooling2D : Layer
{
    private protected Pooling2D(int[] poolSize, int[]? strides, string padding, string? name, DTypePolicy? dtype)
        : base(name, dtype) => Window = SpatialWindow.Checked(Name, poolSize, strides ?? poolSize, padding);

    internal SpatialWindow Window { get; }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 4 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        return TensorShape.Of(input[0], Window.Output(input[1], 0, Name), Window.Output(input[2], 1, Name), input[3]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Layout.ToChannelsLast(Pool(Layout.ToChannelsFirst(inputs[0])));

    /// <summary>(N, C, H, W) to (N, C, H', W').</summary>
    protected abstract Tensor Pool(Tensor picture);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["pool_size"] = SpatialWindow.Json(Window.Kernel);
        config["padding"] = Window.Padding;
        config["strides"] = SpatialWindow.Json(Window.Strides);
        config["data_format"] = "channels_last";
        return config;
    }

    private protected static (int[] Size, int[]? Strides, string Padding) Read(LayerConfig config)
    {
        config.ChannelsLast();
        return (config.Spatial("pool_size", 2, 2), config.Has("strides") ? config.Spatial("strides", 2, 1) : null, config.Choice("padding", "valid", "valid", "same"));
    }
}
