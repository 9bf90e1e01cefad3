using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One step: <c>swapChannels</c> (RGB to BGR), or <c>subtract</c>, <c>divide</c>, <c>multiply</c>, <c>add</c> with one value or one a
/// channel.</summary>
public sealed record PreprocessingStep(string Op, IReadOnlyList<double> Values)
{
    private static readonly string[] WithValues = ["subtract", "divide", "multiply", "add"];

    public Tensor Apply(Tensor x)
    {
        if (Op == "swapChannels")
        {
            return x.flip(-1);
        }

        if (Values.Count != 1 && Values.Count != x.shape[^1])
        {
            throw new RefusedException(new Refusal("backbone.preprocessing.values", ("step", Op), ("channels", x.shape[^1]), ("received", Values.Count)));
        }

        using var values = tensor(Values.Select(value => (float)value).ToArray(), device: x.device);
        return Op switch
        {
            "subtract" => x - values,
            "divide" => x / values,
            "multiply" => x * values,
            _ => x + values,
        };
    }

    internal JsonObject ToJson()
    {
        var item = new JsonObject { ["op"] = Op };
        if (Values.Count > 0)
        {
            item["values"] = new JsonArray([.. Values.Select(value => (JsonNode?)value)]);
        }

        return item;
    }

    internal static PreprocessingStep FromJson(JsonNode? node)
    {
        var op = node is JsonObject item && item["op"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        var numbers = (node as JsonObject)?["values"] as JsonArray ?? [];
        var values = numbers
            .Select(number => number is JsonValue v && v.TryGetValue<double>(out var read) && double.IsFinite(read) ? read : double.NaN)
            .ToList();
        return (op == "swapChannels" && values.Count == 0) || (WithValues.Contains(op) && values.Count > 0 && !values.Exists(double.IsNaN))
            ? new PreprocessingStep(op!, values)
            : throw new RefusedException(
                new Refusal("backbone.preprocessing.step", ("known", string.Join(", ", WithValues)), ("received", node?.ToJsonString() ?? "null"))
            );
    }
}
