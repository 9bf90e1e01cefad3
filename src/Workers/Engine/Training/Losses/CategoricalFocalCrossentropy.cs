using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>
/// Cross-entropy that pays little heed to samples that are right already: - alpha (1 - p)^gamma y log p, summed over the classes
/// (Lin et al., 2017; https://keras.io/api/losses/probabilistic_losses/). Probabilities are clipped to [1e-7, 1 - 1e-7], as in Keras.
/// </summary>
/// <param name="alpha">Weight of the whole; Keras's default 0.25.</param>
/// <param name="gamma">How little; 0 is cross-entropy. Keras's default 2.</param>
/// <param name="labelSmoothing">s, 0 to below 1.</param>
public sealed class CategoricalFocalCrossentropy(double alpha = 0.25, double gamma = 2, double labelSmoothing = 0) : ClassificationLoss
{
    private const double Least = 1e-7;

    public override JsonNode ToCompileConfig() =>
        Serialized(
            "CategoricalFocalCrossentropy",
            "categorical_focal_crossentropy",
            new JsonObject
            {
                ["alpha"] = alpha,
                ["gamma"] = gamma,
                ["from_logits"] = false,
                ["label_smoothing"] = labelSmoothing,
                ["axis"] = -1,
            }
        );

    public override Tensor PerSample(Tensor logits, Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var classes = logits.shape[1];
        var p = torch.nn.functional.softmax(logits.to_type(ScalarType.Float32), dim: 1).clamp(Least, 1 - Least);
        var target = torch.nn.functional.one_hot(labels, classes).to_type(ScalarType.Float32).mul_(1 - labelSmoothing).add_(labelSmoothing / classes);
        return (target * p.log() * (1 - p).pow(gamma)).sum(1).mul(-alpha).MoveToOuterDisposeScope();
    }
}
