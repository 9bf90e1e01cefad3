using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Multiplies by normal noise about 1 in training, deviation sqrt(rate / (1 - rate))
/// (https://keras.io/api/layers/regularization_layers/gaussian_dropout/).</summary>
public sealed class GaussianDropout : Layer
{
    private readonly double rate;
    private readonly int? seed;

    private GaussianDropout(LayerConfig config)
        : base(config.Name, config.DType)
    {
        rate = config.Double("rate") is >= 0 and < 1 and var given ? given : throw config.Refuse("rate", new("layer.setting.share"));
        seed = config.OptionalInt("seed");
    }

    public override bool IsRandomInTraining => rate > 0;

    public static GaussianDropout FromConfig(LayerConfig config) => new(config);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        !context.Training || RunsInInferenceMode || rate == 0
            ? inputs[0]
            : inputs[0] * context.Normal(Name, inputs[0].shape, inputs[0]).mul_(Math.Sqrt(rate / (1 - rate))).add_(1).to_type(inputs[0].dtype);

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["rate"] = rate;
        config["seed"] = seed;
        return config;
    }
}
