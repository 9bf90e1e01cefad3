using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>Reads a loss as Keras writes it into compile_config (https://keras.io/api/losses/).</summary>
public static class KerasLoss
{
    /// <summary>The loss that a file was compiled with; null where it is none of those that train here, or computed from bare logits, which a network that ends in a softmax never is.</summary>
    public static LossSpec? Read(JsonNode? loss)
    {
        var config = (loss as JsonObject)?["config"] as JsonObject;
        var name = loss is JsonValue value && value.TryGetValue<string>(out var text) ? text : Text(loss as JsonObject, "class_name");
        double Number(string key, double fallback) => config?[key] is JsonValue found && found.TryGetValue<double>(out var number) ? number : fallback;
        if (config?["from_logits"] is JsonValue flag && flag.TryGetValue<bool>(out var fromLogits) && fromLogits)
        {
            return null;
        }

        return name switch
        {
            "sparse_categorical_crossentropy" or "SparseCategoricalCrossentropy" => new LossSpec(),
            "categorical_crossentropy" or "CategoricalCrossentropy" => new LossSpec { Class = "CategoricalCrossentropy", LabelSmoothing = Number("label_smoothing", 0) },
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

    private static string? Text(JsonObject? item, string key) => item?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
