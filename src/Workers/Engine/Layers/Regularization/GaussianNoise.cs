using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularization;

/// <summary>Adds normal noise in training (https://keras.io/api/layers/regularization_layers/gaussian_noise/).</summary>
public sealed class GaussianNoise : Layer
{
    private readonly double stddev;
    private readonly int? seed;

    public GaussianNoise(double stddev, int? seed = null, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) => (this.stddev, this.seed) = (stddev >= 0 ? stddev : throw Refuse(new("layer.expected.deviation"), stddev), seed);

    public override bool IsRandomInTraining => stddev > 0;

    public static GaussianNoise FromConfig(LayerConfig config) => new(config.Double("stddev"), config.OptionalInt("seed"), config.Name, config.DType);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        !context.Training || RunsInInferenceMode || stddev == 0
            ? inputs[0]
            : inputs[0] + (context.Normal(Name, inputs[0].shape, inputs[0]) * stddev).to_type(inputs[0].dtype);

    public override JsonObject DefaultKeywords() => new() { ["training"] = false };

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["stddev"] = stddev;
        config["seed"] = seed;
        return config;
    }
}
