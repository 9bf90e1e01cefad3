using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Losses;

/// <summary>Reads the loss that Keras wrote into compile_config (https://keras.io/api/losses/); <see cref="ClassificationLoss.ToCompileConfig"/> writes it.</summary>
public static class KerasLoss
{
    /// <summary>The loss a classifier of so many outputs was compiled with; where the file names none of ours, what its form tells.</summary>
    public static ClassificationLoss Of(JsonNode? loss, long? units)
        => Read(loss) is { } spec && spec.IsBinary == (units == 1) ? ClassificationLoss.Of(spec) : ClassificationLoss.ForOutputs(units);

    /// <summary>The loss by name or by object; null where it is none of those that train here, or computed from bare logits.</summary>
    public static LossSpec? Read(JsonNode? loss)
    {
        var config = (loss as JsonObject)?["config"] as JsonObject;
        var name = loss is JsonObject item ? item["class_name"] as JsonValue : loss as JsonValue;
        double Number(string key, double fallback) => config?[key] is JsonValue found && found.TryGetValue<double>(out var number) ? number : fallback;
        bool Flag(string key) => config?[key] is JsonValue found && found.TryGetValue<bool>(out var flag) && flag;
        if (name is null || !name.TryGetValue<string>(out var text) || Flag("from_logits"))
        {
            return null;
        }

        var known = LossSpec.Classes.FirstOrDefault(candidate => candidate == text || Graph.NameScope.SnakeCase(candidate) == text);
        if (known is null)
        {
            return null;
        }

        var spec = new LossSpec { Class = known, LabelSmoothing = Number("label_smoothing", 0) };
        spec = spec.IsFocal ? spec with { Alpha = Number("alpha", LossSpec.DefaultAlpha), Gamma = Number("gamma", LossSpec.DefaultGamma) } : spec;
        return spec is { IsFocal: true, IsBinary: true } ? spec with { ApplyClassBalancing = Flag("apply_class_balancing") } : spec;
    }
}
