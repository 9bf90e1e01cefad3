using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>x[...] as Python has it: numbers, slices with steps of either sign, Ellipsis, and None for a new axis
/// (https://docs.python.org/3/library/functions.html#slice).</summary>
internal static class Slices
{
    public static Tensor Apply(OperationCall call)
    {
        var x = call.X;
        var key = call.Node(1, "key");
        JsonNode?[] parts = key is JsonArray list ? [.. list] : [key];
        var taken = parts.Count(part => part is not null && !IsEllipsis(part));
        if (taken > x.dim() || parts.Count(IsEllipsis) > 1)
        {
            throw call.Refuse("key", new("layer.setting.index", ("axes", x.dim())), key);
        }

        var axis = 0;
        foreach (var part in parts)
        {
            if (part is null)
            {
                x = x.unsqueeze(axis++);
            }
            else if (IsEllipsis(part))
            {
                // The axes that no other part speaks of; new ones do not count.
                axis += (int)call.X.dim() - taken;
            }
            else if (Range(part) is { } range)
            {
                x = Cut(call, x, axis++, range);
            }
            else if (part is JsonArray or JsonObject && part["$"] is null)
            {
                throw call.Refuse("key", new("layer.setting.slices"), part);
            }
            else
            {
                var at = call.Whole(part, "key");
                var length = x.shape[axis];
                x =
                    at >= -length && at < length
                        ? x.select(axis, at < 0 ? at + length : at)
                        : throw call.Refuse("key", new("layer.setting.indexWithin", ("length", length.ToString())), part);
            }
        }

        return x;
    }

    private static bool IsEllipsis(JsonNode? part) =>
        part is JsonObject item
            ? item["class_name"]?.ToString() == "__ellipsis__"
            : part is JsonValue value && value.TryGetValue<string>(out var text) && text is "Ellipsis" or "...";

    private static JsonObject? Range(JsonNode? part) =>
        part is not JsonObject item ? null
        : item["class_name"]?.ToString() == "__slice__" ? item["config"] as JsonObject
        : item.ContainsKey("start") && item.ContainsKey("stop") ? item
        : null;

    private static Tensor Cut(OperationCall call, Tensor x, int axis, JsonObject range)
    {
        var length = x.shape[axis];
        var step = range["step"] is { } given ? call.Whole(given, "step") : 1;
        if (step == 0)
        {
            throw call.Refuse("step", new("layer.setting.notZero"), step);
        }

        long Bound(string key, long fallback)
        {
            if (range[key] is not { } node)
            {
                return fallback;
            }

            var place = call.Whole(node, key);
            return Math.Clamp(place < 0 ? place + length : place, step > 0 ? 0 : -1, step > 0 ? length : length - 1);
        }

        var (start, stop) = (Bound("start", step > 0 ? 0 : length - 1), Bound("stop", step > 0 ? length : -1));
        if (step == 1)
        {
            return x.narrow(axis, start, Math.Max(0, stop - start));
        }

        call.Listed(length, "step");
        List<long> places = [];
        for (var place = start; step > 0 ? place < stop : place > stop; place += step)
        {
            places.Add(place);
        }

        return ShapeOperations.Pick(x, axis, [.. places]);
    }
}
