using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats;

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
            JsonObject { Count: > 0 } call when call["args"] is JsonArray args => new CallArguments((JsonArray)Replace(args)!, call["kwargs"] is JsonObject keywords ? (JsonObject)Replace(keywords)! : []),
            JsonArray legacy => Legacy(legacy),
            _ => throw new RefusedException($"Layer '{layer}' expects inbound calls with args. Received {node?.ToJsonString() ?? "null"}."),
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
                throw new RefusedException($"Layer '{layer}' ({target.ClassName}) expects calls without '{key}'. Received {value.ToJsonString()}, which is not supported.");
            }
        }
    }

    private JsonNode? Replace(JsonNode? node) => node switch
    {
        JsonObject item when item["class_name"] is JsonValue kind && kind.TryGetValue<string>(out var name) && name == "__keras_tensor__" => Need(FunctionalBuilder.History((item["config"] as JsonObject)?["keras_history"], layer)),
        JsonObject item => new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, Replace(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Replace)]),
        _ => node?.DeepClone(),
    };

    // Keras 2: [[layer, call, output, keywords], ...].
    private CallArguments Legacy(JsonArray call)
    {
        var inputs = new JsonArray();
        JsonObject keywords = [];
        foreach (var input in call)
        {
            inputs.Add(Need(FunctionalBuilder.History(input, layer)));
            if (input is JsonArray { Count: > 3 } array && array[3] is JsonObject { Count: > 0 } given)
            {
                keywords = (JsonObject)Replace(given)!;
            }
        }

        return new CallArguments(inputs.Count == 1 ? inputs : new JsonArray(inputs), keywords);
    }

    private JsonNode Need((string Layer, int Call, int Output) history)
    {
        needs.Add(history);
        return CallArguments.Placeholder(needs.Count - 1);
    }
}
