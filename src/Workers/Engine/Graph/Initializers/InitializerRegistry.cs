using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Initialisers by Keras's class name or by its short name ("glorot_uniform").</summary>
public static class InitializerRegistry
{
    private static readonly Dictionary<string, Func<JsonObject, Initializer>> Table = new()
    {
        ["Zeros"] = _ => new Zeros(),
        ["Ones"] = _ => new Ones(),
        ["Constant"] = c => new Constant(Number(c, "value", 0)),
        ["RandomNormal"] = c => new RandomNormal(Number(c, "mean", 0), Number(c, "stddev", 0.05)),
        ["RandomUniform"] = c => new RandomUniform(Number(c, "minval", -0.05), Number(c, "maxval", 0.05)),
        ["TruncatedNormal"] = c => new TruncatedNormal(Number(c, "mean", 0), Number(c, "stddev", 0.05)),
        ["GlorotUniform"] = _ => VarianceScaling.GlorotUniform,
        ["GlorotNormal"] = _ => VarianceScaling.GlorotNormal,
        ["HeUniform"] = _ => VarianceScaling.HeUniform,
        ["HeNormal"] = _ => VarianceScaling.HeNormal,
        ["LecunUniform"] = _ => VarianceScaling.LecunUniform,
        ["LecunNormal"] = _ => VarianceScaling.LecunNormal,
        ["Orthogonal"] = c => new Orthogonal(Number(c, "gain", 1)),
        ["Identity"] = c => new Identity(Number(c, "gain", 1)),
        ["VarianceScaling"] = c => new VarianceScaling(Number(c, "scale", 1), Text(c, "mode", "fan_in"), Text(c, "distribution", "truncated_normal")),
    };

    public static Initializer Named(string name, JsonObject? config = null)
    {
        var className =
            Table.Keys.FirstOrDefault(key => key == name || Graph.NameScope.SnakeCase(key) == name)
            ?? (
                name == "uniform" ? "RandomUniform"
                : name == "normal" ? "RandomNormal"
                : name == "OrthogonalInitializer" ? "Orthogonal"
                : name == "IdentityInitializer" ? "Identity"
                : null
            )
            ?? throw new RefusedException(new Refusal("layer.initializer.unknown", ("known", string.Join(", ", Table.Keys)), ("received", name)));
        return Table[className](config ?? []);
    }

    public static Initializer FromJson(JsonNode node, string layer) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var name) => Named(name),
            JsonObject value when value["class_name"] is JsonValue kind && kind.TryGetValue<string>(out var name) => Named(name, value["config"] as JsonObject),
            _ => throw new RefusedException(new Refusal("layer.initializer.shapeless", ("layer", layer), ("received", node.ToJsonString()))),
        };

    private static double Number(JsonObject config, string key, double fallback) =>
        config[key] is null ? fallback
        : config[key] is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number
        : throw new RefusedException(new Refusal("layer.initializer.number", ("key", key), ("received", config[key]!.ToJsonString())));

    private static string Text(JsonObject config, string key, string fallback) =>
        config[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : fallback;
}
