using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What global pooling over one and three axes shares: (N, ..., C) to (N, C), or (N, 1, ..., C) with <c>keepdims</c>.</summary>
public abstract class GlobalPoolingND : Layer
{
    private readonly int rank;
    private readonly bool keepDims;

    private protected GlobalPoolingND(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        (this.rank, keepDims) = (rank, config.Bool("keepdims", false));
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == rank + 2 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", rank == 1 ? "(N, steps, C)" : "(N, D, H, W, C)")), inputShapes[0]);
        return keepDims ? new TensorShape([input[0], .. Enumerable.Repeat((long?)1, rank), input[^1]]) : TensorShape.Of(input[0], input[^1]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Pool(inputs[0], [.. Enumerable.Range(1, rank).Select(axis => (long)axis)], keepDims);

    private protected abstract Tensor Pool(Tensor x, long[] axes, bool keepDims);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["data_format"] = "channels_last";
        config["keepdims"] = keepDims;
        return config;
    }
}
