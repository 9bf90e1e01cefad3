using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Reading;

/// <summary>One inbound node of a file: which tensors the call needs, and its arguments with placeholders in their place.</summary>
internal sealed class CallReader
{
    private readonly string layer;
    private readonly List<(string Layer, int Call, int Output)> needs = [];

    public CallReader(string layer, JsonNode? node)
    {
        this.layer = layer;
        Arguments = node switch
        {
            JsonObject { Count: > 0 } call when call["args"] is JsonArray args => new CallArguments(
                (JsonArray)Replace(args)!,
                call["kwargs"] is JsonObject keywords ? new JsonObject(keywords.Select(pair => KeyValuePair.Create(pair.Key, Replace(pair.Value)))) : []
            ),
            _ => throw new RefusedException(
                new Refusal("formats.calls.withoutArgs", ("layer", layer), ("received", Layers.Operations.Constants.Short(node?.ToJsonString() ?? "null")))
            ),
        };
    }

    public IReadOnlyList<(string Layer, int Call, int Output)> Needs => needs;

    public CallArguments Arguments { get; }

    /// <summary>Keywords that change what a layer does must be known to it; nothing is passed over.</summary>
    public void CheckKeywords(Layer target)
    {
        foreach (var (key, value) in Arguments.Keywords)
        {
            if (value is not null && key != "training" && !target.AcceptsKeyword(key))
            {
                throw new RefusedException(
                    new Refusal(
                        "formats.calls.argumentUnsupported",
                        ("layer", layer),
                        ("class", target.ClassName),
                        ("key", key),
                        ("received", Layers.Operations.Constants.Short(value.ToJsonString()))
                    )
                );
            }
        }
    }

    private JsonNode? Replace(JsonNode? node) =>
        node switch
        {
            JsonObject item when item["class_name"] is JsonValue kind && kind.TryGetValue<string>(out var name) && name == "__keras_tensor__" => Need(
                FunctionalBuilder.History((item["config"] as JsonObject)?["keras_history"], layer)
            ),
            JsonObject item => Sorted(item, Replace),
            JsonArray array => new JsonArray([.. array.Select(Replace)]),
            _ => node?.DeepClone(),
        };

    /// <summary>Keras counts a dictionary's values by their keys' order; the file's own order stays.</summary>
    internal static JsonObject Sorted(JsonObject item, Func<JsonNode?, JsonNode?> replace)
    {
        var replaced = item.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, Value: replace(pair.Value)))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        return new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, replaced[pair.Key])));
    }

    private JsonNode Need((string Layer, int Call, int Output) history)
    {
        needs.Add(history);
        return CallArguments.Placeholder(needs.Count - 1);
    }
}
