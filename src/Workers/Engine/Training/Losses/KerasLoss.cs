using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>A loss as Keras writes it into compile_config (https://keras.io/api/losses/).</summary>
public static class KerasLoss
{
    /// <summary>
    /// A name where the loss has its defaults, else the object with its config. Labels are class numbers here; Keras smooths one-hot labels alone, so a smoothed loss is
    /// written as CategoricalCrossentropy.
    /// </summary>
    public static JsonNode Write(LossSpec loss)
    {
        if (loss.IsFocal)
        {
            return Describe("CategoricalFocalCrossentropy", "categorical_focal_crossentropy", loss.LabelSmoothing,
                ("alpha", loss.Alpha ?? LossSpec.DefaultAlpha), ("gamma", loss.Gamma ?? LossSpec.DefaultGamma));
        }

        return loss.LabelSmoothing > 0 ? Describe("CategoricalCrossentropy", "categorical_crossentropy", loss.LabelSmoothing)
            : loss.Class == "CategoricalCrossentropy" ? "categorical_crossentropy" : "sparse_categorical_crossentropy";
    }

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
            _ => null,
        };
    }

    private static JsonObject Describe(string className, string name, double smoothing, params (string Key, double Value)[] more)
    {
        var config = new JsonObject
        {
            ["name"] = name,
            ["reduction"] = "sum_over_batch_size",
            ["from_logits"] = false,
            ["label_smoothing"] = smoothing,
            ["axis"] = -1,
        };
        foreach (var (key, value) in more)
        {
            config[key] = value;
        }

        return new JsonObject { ["module"] = "keras.losses", ["class_name"] = className, ["config"] = config, ["registered_name"] = null };
    }

    private static string? Text(JsonObject? item, string key) => item?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
