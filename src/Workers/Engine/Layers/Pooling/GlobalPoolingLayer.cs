using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Pooling;

/// <summary>What pooling over all spatial axes shares: (N, ..., C) to (N, C), or (N, 1, ..., C) with <c>keepdims</c>.</summary>
public abstract class GlobalPoolingLayer : SpatialLayer
{
    private protected GlobalPoolingLayer(int rank, bool keepdims, string? name, DTypePolicy? dtype)
        : base(rank, name, dtype) => KeepDims = keepdims;

    private protected GlobalPoolingLayer(LayerConfig config, int rank)
        : base(rank, config.Name, config.DType)
    {
        config.ChannelsLast();
        KeepDims = config.Bool("keepdims", false);
    }

    private protected bool KeepDims { get; }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = Require(inputShapes[0]);
        return KeepDims ? new TensorShape([input[0], .. Enumerable.Repeat((long?)1, Rank), input[^1]]) : TensorShape.Of(input[0], input[^1]);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["keepdims"] = KeepDims;
        return config;
    }
}
