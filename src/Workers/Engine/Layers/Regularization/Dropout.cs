using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>In training sets a share of the values to zero and scales the rest by 1 / (1 - rate)
/// (https://keras.io/api/layers/regularization_layers/dropout/).</summary>
public sealed class Dropout : Layer
{
    private readonly long?[]? noiseShape;
    private readonly int? seed;

    /// <param name="rate">The share that is dropped, 0 to 1.</param>
    /// <param name="noiseShape">Axes of 1 are dropped together, null axes take the input's size: (null, 1, 1, 1) drops whole samples (stochastic
    /// depth).</param>
    /// <param name="seed">Kept for the file; draws come from the run's generator.</param>
    public Dropout(double rate, long?[]? noiseShape = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        (Rate, this.noiseShape, this.seed) = (rate is >= 0 and <= 1 ? rate : throw Refuse(new("layer.expected.rate"), rate), noiseShape, seed);
    }

    public double Rate { get; }

    public override bool IsRandomInTraining => Rate > 0;

    public static Dropout FromConfig(LayerConfig config) =>
        new(
            config.Double("rate"),
            config.Node("noise_shape") is { } shape ? [.. TensorShape.FromJson(shape)] : null,
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (!context.Training || RunsInInferenceMode || Rate == 0)
        {
            return x;
        }

        if (Rate == 1)
        {
            return zeros_like(x);
        }

        var shape = x.shape;
        long[] noise = noiseShape is null ? shape : [.. noiseShape.Select((d, i) => d ?? shape[i])];
        using var kept = context.Uniform(Name, noise, x).ge(Rate).to_type(x.dtype);
        return x * kept.div_(1 - Rate);
    }

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["rate"] = Rate;
        config["seed"] = seed;
        config["noise_shape"] = noiseShape is null ? null : new TensorShape(noiseShape).ToJson();
        return config;
    }
}
