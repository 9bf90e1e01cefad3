using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>A loss of a classifier with one right class a sample, computed from logits.</summary>
public abstract class ClassificationLoss
{
    /// <summary>The loss that a spec names.</summary>
    /// <exception cref="RefusedException">An unknown class.</exception>
    public static ClassificationLoss Of(LossSpec spec) => spec.Class switch
    {
        "SparseCategoricalCrossentropy" or "CategoricalCrossentropy" => new CategoricalCrossentropy(spec.LabelSmoothing),
        "CategoricalFocalCrossentropy" => new CategoricalFocalCrossentropy(
            spec.Alpha ?? LossSpec.DefaultAlpha, spec.Gamma ?? LossSpec.DefaultGamma, spec.LabelSmoothing),
        _ => throw new RefusedException($"Expected a loss of {string.Join(", ", LossSpec.Classes)}. Received: {spec.Class}."),
    };

    /// <summary>The loss of each sample, [n].</summary>
    /// <param name="logits">[n, C], any floating type; computed in float32.</param>
    /// <param name="labels">Class numbers, int64 [n].</param>
    public abstract Tensor PerSample(Tensor logits, Tensor labels);
}
