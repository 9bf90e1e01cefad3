using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>A loss of a classifier with one right class a sample, computed from logits.</summary>
public abstract class ClassificationLoss
{
    /// <summary>The loss that a spec names.</summary>
    /// <exception cref="RefusedException">An unknown class.</exception>
    public static ClassificationLoss Of(LossSpec spec) =>
        spec.Class switch
        {
            "SparseCategoricalCrossentropy" or "CategoricalCrossentropy" => new CategoricalCrossentropy(
                spec.LabelSmoothing,
                spec.Class == "SparseCategoricalCrossentropy"
            ),
            "CategoricalFocalCrossentropy" => new CategoricalFocalCrossentropy(
                spec.Alpha ?? LossSpec.DefaultAlpha,
                spec.Gamma ?? LossSpec.DefaultGamma,
                spec.LabelSmoothing
            ),
            "BinaryCrossentropy" => new BinaryCrossentropy(spec.LabelSmoothing),
            "BinaryFocalCrossentropy" => new BinaryFocalCrossentropy(
                spec.Alpha ?? LossSpec.DefaultAlpha,
                spec.Gamma ?? LossSpec.DefaultGamma,
                spec.ApplyClassBalancing ?? false,
                spec.LabelSmoothing
            ),
            _ => throw spec.Unknown(LossSpec.Classes),
        };

    /// <summary>The loss of each sample, [n].</summary>
    /// <param name="logits">[n, C], any floating type; computed in float32.</param>
    /// <param name="labels">Class numbers, int64 [n].</param>
    public abstract Tensor PerSample(Tensor logits, Tensor labels);

    /// <summary>Whether the classifier is one sigmoid unit: logits are [n, 1], and the second class begins above 0.</summary>
    public virtual bool IsBinary => false;

    /// <summary>The loss as Keras's <c>compile_config</c> holds it: its name where it has Keras's defaults, else class and config.</summary>
    public abstract JsonNode ToCompileConfig();

    /// <summary>The loss that a classifier of this form was trained with, as far as its form tells: for judging one from a file.</summary>
    public static LossSpec SpecFor(long? units) => new() { Class = units == 1 ? "BinaryCrossentropy" : "SparseCategoricalCrossentropy" };

    /// <summary>The loss to judge a classifier from a file with: the file's own where it fits the outputs (binary ones one unit, the others several), else the
    /// one that the outputs suggest.</summary>
    /// <param name="stored">As <see cref="KerasLoss.Read"/> found it.</param>
    public static LossSpec SpecFor(LossSpec? stored, long? units) => stored is not null && stored.IsBinary == (units == 1) ? stored : SpecFor(units);

    /// <summary>Class numbers that the logits stand for: the largest, or whether the one unit is above 0.</summary>
    public static Tensor Predicted(Tensor logits) => logits.shape[1] == 1 ? logits.squeeze(1).gt(0).to_type(ScalarType.Int64) : logits.argmax(1);

    internal static JsonObject Serialized(string className, string name, JsonObject own)
    {
        var config = new JsonObject { ["name"] = name, ["reduction"] = "sum_over_batch_size" };
        foreach (var (key, value) in own.ToList())
        {
            own.Remove(key);
            config[key] = value;
        }
        return new JsonObject
        {
            ["module"] = "keras.losses",
            ["class_name"] = className,
            ["config"] = config,
            ["registered_name"] = null,
        };
    }
}
