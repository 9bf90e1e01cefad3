using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>
/// Cross-entropy of one sigmoid unit, computed from its logit as Keras's TensorFlow backend does: max(x, 0) - x y + log(1 + exp(-|x|))
/// (https://keras.io/api/losses/probabilistic_losses/). A smoothed target is y (1 - s) + s / 2.
/// </summary>
/// <param name="labelSmoothing">s, 0 to below 1.</param>
public sealed class BinaryCrossentropy(double labelSmoothing = 0) : ClassificationLoss
{
    public override bool IsBinary => true;

    public override Tensor PerSample(Tensor logits, Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var x = logits.to_type(ScalarType.Float32).squeeze(1);
        return Crossentropy(x, Smoothed(labels, labelSmoothing)).MoveToOuterDisposeScope();
    }

    public override JsonNode ToCompileConfig() =>
        labelSmoothing == 0
            ? "binary_crossentropy"
            : Serialized(
                "BinaryCrossentropy",
                "binary_crossentropy",
                new JsonObject
                {
                    ["from_logits"] = false,
                    ["label_smoothing"] = labelSmoothing,
                    ["axis"] = -1,
                }
            );

    internal static Tensor Smoothed(Tensor labels, double smoothing) => labels.to_type(ScalarType.Float32).mul_(1 - smoothing).add_(smoothing / 2);

    internal static Tensor Crossentropy(Tensor x, Tensor target) => x.clamp_min(0) - (x * target) + x.abs().neg().exp().log1p();
}
