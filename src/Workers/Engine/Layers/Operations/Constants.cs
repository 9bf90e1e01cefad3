using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Numbers and texts as they stand among the arguments of a call in a file.</summary>
internal static class Constants
{
    private const int Longest = 80;

    /// <summary>Keras's form of an array: class_name "__tensor__" (or "__numpy__"), config with value and dtype.</summary>
    public static bool IsTensor(JsonNode? node) =>
        node is JsonObject item
        && item["class_name"] is JsonValue kind
        && kind.TryGetValue<string>(out var name)
        && name is "__tensor__" or "__numpy__"
        && item["config"] is JsonObject;

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static double? Number(JsonNode? node) =>
        node is not JsonValue value ? null
        : value.TryGetValue<double>(out var number) ? number
        : value.TryGetValue<long>(out var whole) ? whole
        : value.TryGetValue<int>(out var small) ? small
        : null;

    /// <summary>Numbers in C order and their shape; null: they are none, or their lists differ in length.</summary>
    public static ScalarType? Read(JsonNode? node, List<double> numbers, List<long> shape, int most)
    {
        var kind = ScalarType.Bool;
        var first = true;
        bool Walk(JsonNode? part, int depth)
        {
            if (part is JsonArray list)
            {
                if (depth == shape.Count && first)
                {
                    shape.Add(list.Count);
                }

                return depth < shape.Count && shape[depth] == list.Count && list.All(inner => Walk(inner, depth + 1));
            }

            first = false;
            if (depth != shape.Count || numbers.Count >= most || part is not JsonValue value)
            {
                return false;
            }

            if (value.TryGetValue<bool>(out var flag))
            {
                numbers.Add(flag ? 1 : 0);
                return true;
            }

            if (Number(value) is not { } number)
            {
                return false;
            }

            var whole = value.TryGetValue<long>(out _) || value.TryGetValue<int>(out _);
            kind =
                !whole ? ScalarType.Float32
                : kind == ScalarType.Bool ? ScalarType.Int64
                : kind;
            numbers.Add(number);
            return true;
        }

        return Walk(node, 0) ? kind : null;
    }

    /// <summary>A text cut to what a refusal can hold.</summary>
    public static string Short(string text) => text.Length <= Longest ? text : text[..Longest] + "...";
}
