using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>
/// Binary cross-entropy that pays little heed to samples that are right already: (1 - p_t)^gamma times the cross-entropy, p_t the probability of the
/// target (Lin et al., 2017; https://keras.io/api/losses/probabilistic_losses/).
/// </summary>
/// <param name="alpha">Weight of class 1, 1 - alpha of class 0; only where <paramref name="balance"/>.</param>
/// <param name="gamma">How little; 0 is cross-entropy.</param>
/// <param name="balance">Keras's <c>apply_class_balancing</c>.</param>
/// <param name="labelSmoothing">s, 0 to below 1.</param>
public sealed class BinaryFocalCrossentropy(double alpha = 0.25, double gamma = 2, bool balance = false, double labelSmoothing = 0) : ClassificationLoss
{
    public override bool IsBinary => true;

    public override Tensor PerSample(Tensor logits, Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var x = logits.to_type(ScalarType.Float32).squeeze(1);
        var target = BinaryCrossentropy.Smoothed(labels, labelSmoothing);
        return Elementwise(x, target, alpha, gamma, balance).MoveToOuterDisposeScope();
    }

    /// <summary>Of each logit on its own.</summary>
    internal static Tensor Elementwise(Tensor x, Tensor target, double alpha, double gamma, bool balance)
    {
        var p = x.sigmoid();
        var right = (target * p) + ((1 - target) * (1 - p));
        var each = (1 - right).pow(gamma) * BinaryCrossentropy.Crossentropy(x, target);
        return balance ? each * ((target * alpha) + ((1 - target) * (1 - alpha))) : each;
    }

    public override JsonNode ToCompileConfig() =>
        Serialized(
            "BinaryFocalCrossentropy",
            "binary_focal_crossentropy",
            new JsonObject
            {
                ["from_logits"] = false,
                ["label_smoothing"] = labelSmoothing,
                ["axis"] = -1,
                ["apply_class_balancing"] = balance,
                ["alpha"] = alpha,
                ["gamma"] = gamma,
            }
        );
}
