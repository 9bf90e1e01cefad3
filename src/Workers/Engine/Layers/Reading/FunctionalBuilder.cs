using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Reading;

/// <summary>Connects the layers of a functional config: calls are made as soon as all they need is there, whatever their order in the file.</summary>
internal sealed class FunctionalBuilder(string network)
{
    private readonly Dictionary<string, Layer> layers = [];
    private readonly Dictionary<string, List<JsonNode?>> calls = [];
    private readonly Dictionary<string, int> made = [];
    private readonly Dictionary<(string Layer, int Call), List<string>> waiting = [];

    public void Add(JsonNode? item)
    {
        var layer = NetworkReader.ReadLayer(item);
        if (!layers.TryAdd(layer.Name, layer))
        {
            throw new RefusedException(new Refusal("formats.network.layerTwice", ("network", network), ("layer", layer.Name)));
        }

        calls[layer.Name] = item!["inbound_nodes"] is JsonArray nodes ? [.. nodes] : [];
        made[layer.Name] = layer is InputLayer ? 1 : 0;
    }

    public void Connect()
    {
        foreach (var name in layers.Keys.ToList())
        {
            var pending = new Stack<string>([name]);
            while (pending.TryPop(out var next))
            {
                Advance(next, pending);
            }
        }

        if (layers.Keys.FirstOrDefault(name => layers[name] is not InputLayer && made[name] < calls[name].Count) is { } stuck)
        {
            throw new RefusedException(new Refusal("formats.network.cycle", ("layer", stuck)));
        }
    }

    /// <summary>["name", call, output], or a list of them; Keras may nest them once more.</summary>
    public IReadOnlyList<KerasTensor> Ends(JsonNode? node, string key) =>
        node switch
        {
            JsonArray { Count: 3 } array when array[0] is JsonValue => [Tensor(History(array, key), key)],
            JsonArray array => [.. array.SelectMany(item => Ends(item, key))],
            JsonObject item => [.. item.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => Ends(pair.Value, key))],
            _ => throw new RefusedException(
                new Refusal("formats.network.tensorsExpected", ("network", network), ("key", key), ("received", node?.ToJsonString() ?? "null"))
            ),
        };

    /// <summary>The lists and dictionaries around the tensors, with <c>{"$": n}</c> where the n-th stands; read after <see cref="Ends"/>, which refuses what
    /// is neither.</summary>
    public static JsonNode? Structure(JsonNode? node)
    {
        var count = 0;
        JsonNode? Walk(JsonNode? part) =>
            part switch
            {
                JsonArray { Count: 3 } array when array[0] is JsonValue => CallArguments.Placeholder(count++),
                JsonArray array => new JsonArray([.. array.Select(Walk)]),
                JsonObject item => CallReader.Sorted(item, Walk),
                _ => null,
            };
        return Walk(node);
    }

    private void Advance(string name, Stack<string> pending)
    {
        while (layers[name] is not InputLayer && made[name] < calls[name].Count)
        {
            var call = new CallReader(name, calls[name][made[name]]);
            foreach (var need in call.Needs)
            {
                if (!layers.ContainsKey(need.Layer))
                {
                    throw new RefusedException(new Refusal("formats.network.strangerInput", ("layer", name), ("network", network), ("received", need.Layer)));
                }

                if (made[need.Layer] <= need.Call)
                {
                    if (!waiting.TryGetValue((need.Layer, need.Call), out var others))
                    {
                        waiting[(need.Layer, need.Call)] = others = [];
                    }

                    others.Add(name);
                    return;
                }
            }

            var inputs = call.Needs.Select(need => Tensor(need, name)).ToList();
            if (inputs.Count == 0)
            {
                throw new RefusedException(new Refusal("formats.network.callWithoutInput", ("layer", name)));
            }

            call.CheckKeywords(layers[name]);
            layers[name].Apply(inputs, call.Arguments);
            if (waiting.Remove((name, made[name]++), out var released))
            {
                released.ForEach(pending.Push);
            }
        }
    }

    private KerasTensor Tensor((string Layer, int Call, int Output) history, string asker)
    {
        if (
            !layers.TryGetValue(history.Layer, out var layer)
            || history.Call < 0
            || history.Call >= layer.InboundNodes.Count
            || history.Output < 0
            || history.Output >= layer.InboundNodes[history.Call].Outputs.Count
        )
        {
            throw new RefusedException(new Refusal("formats.network.tensorMissing", ("asker", asker), ("network", network), ("received", history.ToString())));
        }

        return layer.InboundNodes[history.Call].Outputs[history.Output];
    }

    internal static (string Layer, int Call, int Output) History(JsonNode? node, string asker) =>
        node is JsonArray { Count: >= 3 } array
        && array[0] is JsonValue name
        && name.TryGetValue<string>(out var layer)
        && array[1] is JsonValue first
        && first.TryGetValue<int>(out var call)
        && array[2] is JsonValue second
        && second.TryGetValue<int>(out var output)
            ? (layer, call, output)
            : throw new RefusedException(new Refusal("formats.network.tensorShapeless", ("asker", asker), ("received", node?.ToJsonString() ?? "null")));
}
