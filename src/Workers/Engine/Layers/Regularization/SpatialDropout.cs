using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Drops whole channels in training: a channel of a sample goes at all its places or at none (Tompson et al., 2014).</summary>
public abstract class SpatialDropout : Layer
{
    private readonly double rate;
    private readonly int? seed;
    private readonly int rank;

    private protected SpatialDropout(double rate, int rank, int? seed, string? name, DTypePolicy? dtype)
        : base(name, dtype) =>
        (this.rate, this.rank, this.seed) = (rate is >= 0 and < 1 ? rate : throw Refuse(new("layer.expected.rateBelow"), rate), rank, seed);

    private protected SpatialDropout(LayerConfig config, int rank)
        : this(config.Double("rate"), rank, config.OptionalInt("seed"), config.Name, config.DType)
    {
        if (rank > 1)
        {
            config.ChannelsLast();
        }
    }

    public override bool IsRandomInTraining => rate > 0;

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == rank + 2 ? inputShapes[0] : throw Refuse(new("layer.expected.axes", ("axes", rank + 2)), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (!context.Training || RunsInInferenceMode || rate == 0)
        {
            return x;
        }

        using var kept = context.Uniform(Name, [x.shape[0], .. Enumerable.Repeat(1L, rank), x.shape[^1]], x).ge(rate).to_type(x.dtype);
        return x * kept.div_(1 - rate);
    }

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    // Keras writes these layers' keys in an order of their own, without trainable.
    public override JsonObject GetConfig()
    {
        var config = new JsonObject
        {
            ["rate"] = rate,
            ["seed"] = seed,
            ["name"] = Name,
            ["dtype"] = DTypePolicy.Name,
        };
        if (rank > 1)
        {
            config["data_format"] = "channels_last";
        }

        return config;
    }
}
