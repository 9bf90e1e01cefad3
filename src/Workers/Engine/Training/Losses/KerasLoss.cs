using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>Reads a loss as Keras writes it into compile_config (https://keras.io/api/losses/).</summary>
public static class KerasLoss
{
    /// <summary>The loss that a file was compiled with; null where it is none of those that train here, or computed from logits though the network ends in an
    /// activation.</summary>
    /// <param name="endsLinear">Whether the network's outputs are logits.</param>
    public static LossSpec? Read(JsonNode? loss, bool endsLinear = false)
    {
        var config = (loss as JsonObject)?["config"] as JsonObject;
        var name = Name(loss);
        double Number(string key, double fallback) => config?[key] is JsonValue found && found.TryGetValue<double>(out var number) ? number : fallback;
        if (config?["from_logits"] is JsonValue flag && flag.TryGetValue<bool>(out var fromLogits) && fromLogits && !endsLinear)
        {
            return null;
        }

        return name switch
        {
            "sparse_categorical_crossentropy" or "SparseCategoricalCrossentropy" => new LossSpec(),
            "categorical_crossentropy" or "CategoricalCrossentropy" => new LossSpec
            {
                Class = "CategoricalCrossentropy",
                LabelSmoothing = Number("label_smoothing", 0),
            },
            "categorical_focal_crossentropy" or "CategoricalFocalCrossentropy" => new LossSpec
            {
                Class = "CategoricalFocalCrossentropy",
                LabelSmoothing = Number("label_smoothing", 0),
                Alpha = Number("alpha", LossSpec.DefaultAlpha),
                Gamma = Number("gamma", LossSpec.DefaultGamma),
            },
            "binary_crossentropy" or "BinaryCrossentropy" => new LossSpec { Class = "BinaryCrossentropy", LabelSmoothing = Number("label_smoothing", 0) },
            "binary_focal_crossentropy" or "BinaryFocalCrossentropy" => new LossSpec
            {
                Class = "BinaryFocalCrossentropy",
                LabelSmoothing = Number("label_smoothing", 0),
                Alpha = Number("alpha", LossSpec.DefaultAlpha),
                Gamma = Number("gamma", LossSpec.DefaultGamma),
                ApplyClassBalancing = config?["apply_class_balancing"] is JsonValue balanced && balanced.TryGetValue<bool>(out var on) && on,
            },
            _ => null,
        };
    }

    /// <summary>Whether a loss judges classes: one of the cross-entropies, also of a class of one's own that is called so, for the first output where there
    /// are several.</summary>
    public static bool IsClassifiers(JsonNode loss) =>
        loss switch
        {
            JsonArray { Count: > 0 } several => several[0] is { } first && IsClassifiers(first),
            JsonObject named when named["class_name"] is null => named.FirstOrDefault().Value is { } first && IsClassifiers(first),
            _ => Name(loss)?.Replace("_", "", StringComparison.Ordinal).Contains("crossentropy", StringComparison.OrdinalIgnoreCase) == true,
        };

    private static string? Name(JsonNode? loss) =>
        loss is JsonValue value && value.TryGetValue<string>(out var text) ? text : Text(loss as JsonObject, "class_name");

    private static string? Text(JsonObject? item, string key) => item?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
