using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What the two global 2D pooling layers share: (N, H, W, C) to (N, C), or (N, 1, 1, C) with <c>keepdims</c>.</summary>
public abstract class GlobalPooling2D : Layer
{
    private protected GlobalPooling2D(bool keepdims, string? name, DTypePolicy? dtype)
        : base(name, dtype) => KeepDims = keepdims;

    public bool KeepDims { get; }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 4 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        return KeepDims ? TensorShape.Of(input[0], 1, 1, input[3]) : TensorShape.Of(input[0], input[3]);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["keepdims"] = KeepDims;
        return config;
    }

    private protected static bool ReadKeepDims(LayerConfig config)
    {
        config.ChannelsLast();
        return config.Bool("keepdims", false);
    }
}
