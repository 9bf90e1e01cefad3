using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Dropout that keeps mean and variance behind a selu: what is dropped takes selu's lowest value
/// (https://keras.io/api/layers/regularization_layers/alpha_dropout/, Klambauer et al. 2017).</summary>
public sealed class AlphaDropout : Layer
{
    private const double Lowest = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;
    private readonly double rate;
    private readonly long?[]? noiseShape;
    private readonly int? seed;

    private AlphaDropout(LayerConfig config)
        : base(config.Name, config.DType)
    {
        rate = config.Double("rate") is >= 0 and < 1 and var given ? given : throw config.Refuse("rate", new("layer.setting.share"));
        (noiseShape, seed) = (config.Node("noise_shape") is { } shape ? [.. TensorShape.FromJson(shape)] : null, config.OptionalInt("seed"));
    }

    public override bool IsRandomInTraining => rate > 0;

    public static AlphaDropout FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        if (!context.Training || RunsInInferenceMode || rate == 0)
        {
            return x;
        }

        long[] noise = noiseShape is null ? x.shape : [.. noiseShape.Select((d, i) => d ?? x.shape[i])];
        var kept = context.Uniform(Name, noise, x).ge(rate).to_type(x.dtype);
        var scale = Math.Pow((1 - rate) * (1 + rate * Lowest * Lowest), -0.5);
        return (x * kept + (1 - kept) * Lowest) * scale - scale * Lowest * rate;
    }

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["rate"] = rate;
        config["seed"] = seed;
        config["noise_shape"] = noiseShape is null ? null : new TensorShape(noiseShape).ToJson();
        return config;
    }
}
