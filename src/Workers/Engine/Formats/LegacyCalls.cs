using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Calls as Keras 1 and 2 wrote them, [[layer, call, output, keywords], ...], in Keras 3's form of args and kwargs. The calls of a nested network are counted
/// from its
/// own first use there, and from 0 here.
/// </summary>
internal sealed class LegacyCalls
{
    private const string Constant = "_CONSTANT_VALUE";
    private readonly HashSet<string> layers;

    public LegacyCalls(IEnumerable<string> layers) => this.layers = [.. layers];

    public JsonObject Convert(string layer, JsonArray call)
    {
        JsonObject keywords = [];
        var first = First(layer, call, keywords);
        return new JsonObject { ["args"] = new JsonArray(first), ["kwargs"] = keywords };
    }

    /// <summary>Layers are called with a tensor where the file lists one alone; for an operation a list of one stays a list.</summary>
    public static void UnwrapSingle(JsonObject call)
    {
        if (call["args"] is JsonArray { Count: 1 } args && args[0] is JsonArray { Count: 1 } only)
        {
            call["args"] = new JsonArray(only[0]?.DeepClone());
        }
    }

    /// <summary>Counts the calls of nested networks from 0: where a reference points behind the last call, the file counts from 1.</summary>
    /// <param name="calls">How often each nested network is called.</param>
    /// <param name="places">Where references stand; they are changed.</param>
    public void CountFromZero(IReadOnlyDictionary<string, int> calls, IEnumerable<JsonNode?> places)
    {
        List<JsonArray> references = [];
        foreach (var place in places)
        {
            Collect(place, references);
        }

        var shifted = references.Where(at => calls.TryGetValue(Name(at), out var count) && Call(at) >= count).Select(Name).ToHashSet();
        foreach (var at in references.Where(at => shifted.Contains(Name(at))))
        {
            at[1] = Call(at) - 1;
        }
    }

    private static int Call(JsonArray reference) => (int)Constants.Number(reference[1])!;

    private static string Name(JsonArray reference) => reference[0]!.GetValue<string>();

    private void Collect(JsonNode? node, List<JsonArray> references)
    {
        if (node is JsonArray list && IsReference(list))
        {
            references.Add(list);
        }
        else if (node is JsonArray others)
        {
            foreach (var inner in others)
            {
                Collect(inner, references);
            }
        }
        else if (node is JsonObject item)
        {
            foreach (var (_, inner) in item)
            {
                Collect(inner, references);
            }
        }
    }

    private JsonNode? First(string layer, JsonNode? node, JsonObject keywords)
    {
        switch (node)
        {
            case JsonArray { Count: >= 3 } list when IsReference(list) || IsConstant(list):
                if (list.Count > 3 && list[3] is JsonObject given)
                {
                    foreach (var (key, value) in given.Where(pair => pair.Value is not null && pair.Key != "name"))
                    {
                        keywords[key] = Value(value);
                    }
                }

                return IsConstant(list) ? Value(list[2]) : Tensor(list);
            case JsonArray list:
                return new JsonArray([.. list.Select(inner => First(layer, inner, keywords))]);
            case JsonObject item:
                return new JsonObject([.. item.Select(pair => KeyValuePair.Create(pair.Key, First(layer, pair.Value, keywords)))]);
            default:
                throw new RefusedException(
                    new Refusal("formats.calls.inputs", ("layer", layer), ("received", Constants.Short(node?.ToJsonString() ?? "null")))
                );
        }
    }

    private JsonNode? Value(JsonNode? node) =>
        node switch
        {
            JsonArray list when IsReference(list) => Tensor(list),
            JsonArray list => new JsonArray([.. list.Select(Value)]),
            JsonObject item => new JsonObject([.. item.Select(pair => KeyValuePair.Create(pair.Key, Value(pair.Value)))]),
            _ => node?.DeepClone(),
        };

    private static JsonObject Tensor(JsonArray reference) =>
        new()
        {
            ["class_name"] = "__keras_tensor__",
            ["config"] = new JsonObject { ["keras_history"] = new JsonArray(reference[0]!.DeepClone(), reference[1]!.DeepClone(), reference[2]!.DeepClone()) },
        };

    private bool IsReference(JsonArray list) =>
        list.Count is 3 or 4
        && Constants.Text(list[0]) is { } name
        && layers.Contains(name)
        && IsWhole(list[1])
        && IsWhole(list[2])
        && (list.Count == 3 || list[3] is JsonObject or null);

    private static bool IsConstant(JsonArray list) => list.Count is 3 or 4 && Constants.Text(list[0]) == Constant;

    private static bool IsWhole(JsonNode? node) => Constants.Number(node) is { } number && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue;
}
