using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Drops whole channels in training (https://keras.io/api/layers/regularization_layers/spatial_dropout2d/).</summary>
public sealed class SpatialDropout2D : Layer
{
    private readonly double rate;
    private readonly int? seed;

    public SpatialDropout2D(double rate, int? seed = null, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) => (this.rate, this.seed) = (rate is >= 0 and < 1 ? rate : throw Refuse("a rate from 0 to below 1", rate), seed);

    public override bool IsRandomInTraining => rate > 0;

    public static SpatialDropout2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new SpatialDropout2D(config.Double("rate"), config.OptionalInt("seed"), config.Name, config.DType);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (!context.Training || RunsInInferenceMode || rate == 0)
        {
            return x;
        }

        using var kept = rand([x.shape[0], 1, 1, x.shape[3]], ScalarType.Float32, generator: context.RequireGenerator(Name)).ge(rate).to_type(x.dtype);
        return x * kept.div_(1 - rate);
    }

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    // Keras writes this layer's keys in an order of its own, without trainable.
    public override JsonObject GetConfig() => new()
    {
        ["rate"] = rate,
        ["seed"] = seed,
        ["name"] = Name,
        ["dtype"] = DTypePolicy.Name,
        ["data_format"] = "channels_last",
    };
}
