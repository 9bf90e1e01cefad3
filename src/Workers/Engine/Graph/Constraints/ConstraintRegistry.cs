using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>Constraints by Keras's class name or short name ("max_norm").</summary>
public static class ConstraintRegistry
{
    private static readonly Dictionary<string, Func<JsonObject, Constraint>> Table = new()
    {
        ["MaxNorm"] = c => new MaxNorm(Number(c, "max_value", 2), Axes(c)),
        ["MinMaxNorm"] = c => new MinMaxNorm(Number(c, "min_value", 0), Number(c, "max_value", 1), Number(c, "rate", 1), Axes(c)),
        ["NonNeg"] = _ => new NonNeg(),
        ["UnitNorm"] = c => new UnitNorm(Axes(c)),
    };

    public static Constraint FromJson(JsonNode node, string layer)
    {
        var name =
            node is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : node is JsonObject ? (node["class_name"] as JsonValue)?.ToString()
            : null;
        var className =
            Table.Keys.FirstOrDefault(key => key == name || Graph.NameScope.SnakeCase(key) == name)
            ?? throw new RefusedException(
                new Refusal("layer.constraint.unknown", ("layer", layer), ("known", string.Join(", ", Table.Keys)), ("received", node.ToJsonString()))
            );
        return Table[className](node is JsonObject ? node["config"] as JsonObject ?? [] : []);
    }

    private static double Number(JsonObject config, string key, double fallback) =>
        config[key] is null ? fallback
        : config[key] is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number
        : throw new RefusedException(new Refusal("layer.constraint.number", ("key", key), ("received", config[key]!.ToJsonString())));

    private static int[] Axes(JsonObject config) =>
        config["axis"] switch
        {
            null => [0],
            JsonValue value when value.TryGetValue<int>(out var axis) => [axis],
            JsonArray { Count: > 0 } array when array.All(item => item is JsonValue value && value.TryGetValue<int>(out _)) =>
            [
                .. array.Select(item => item!.GetValue<int>()),
            ],
            var other => throw new RefusedException(new Refusal("layer.constraint.axis", ("received", other.ToJsonString()))),
        };
}
