using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>
/// Sparse categorical cross-entropy computed from logits, as Keras's TensorFlow backend does behind a softmax
/// (https://keras.io/api/losses/probabilistic_losses/): a smoothed target holds 1 - s + s / C for the class and s / C elsewhere.
/// </summary>
/// <param name="labelSmoothing">s, 0 to below 1.</param>
/// <param name="sparse">Whether Keras's labels would be class numbers; says only how the loss is named in a file.</param>
public sealed class CategoricalCrossentropy(double labelSmoothing = 0, bool sparse = true) : ClassificationLoss
{
    // Keras has no smoothing of class numbers: there it is the loss of one-hot labels.
    public override JsonNode ToCompileConfig() =>
        labelSmoothing == 0
            ? sparse
                ? "sparse_categorical_crossentropy"
                : "categorical_crossentropy"
            : Serialized(
                "CategoricalCrossentropy",
                "categorical_crossentropy",
                new JsonObject
                {
                    ["from_logits"] = false,
                    ["label_smoothing"] = labelSmoothing,
                    ["axis"] = -1,
                }
            );

    public override Tensor PerSample(Tensor logits, Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var logProbabilities = torch.nn.functional.log_softmax(logits.to_type(ScalarType.Float32), dim: 1);
        var own = logProbabilities.gather(1, labels.unsqueeze(1)).squeeze(1).neg();
        if (labelSmoothing > 0)
        {
            own = own.mul(1 - labelSmoothing) - logProbabilities.mean([1]).mul(labelSmoothing);
        }
        return own.MoveToOuterDisposeScope();
    }
}
