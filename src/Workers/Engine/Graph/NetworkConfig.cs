using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A network's config as Keras 3 writes it.</summary>
public static class NetworkConfig
{
    /// <summary>Functional: name, trainable, layers with their inbound nodes, input_layers, output_layers.</summary>
    public static JsonObject Write(Network network, bool legacy = false)
    {
        var nodes = network.Nodes.GroupBy(node => node.Layer).ToDictionary(group => group.Key, group => group.ToList());
        var layers = new JsonArray();
        foreach (var layer in network.AllLayers)
        {
            var item = Describe(layer, legacy);
            item["name"] = layer.Name;
            item["inbound_nodes"] = new JsonArray([.. nodes[layer].Where(node => !node.IsInput).Select(node => (JsonNode)WriteNode(node, nodes))]);
            layers.Add(item);
        }

        JsonNode? Within(JsonNode? structure, IReadOnlyList<KerasTensor> tensors) =>
            structure switch
            {
                JsonObject item when item["$"] is { } index => History(tensors[index.GetValue<int>()], nodes),
                JsonObject item => new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, Within(pair.Value, tensors)))),
                JsonArray list => new JsonArray([.. list.Select(part => Within(part, tensors))]),
                _ => null,
            };
        JsonNode Ends(JsonNode? structure, IReadOnlyList<KerasTensor> tensors) =>
            structure is not null ? Within(structure, tensors)!
            : tensors.Count == 1 ? History(tensors[0], nodes)
            : new JsonArray([.. tensors.Select(tensor => (JsonNode)History(tensor, nodes))]);

        return new JsonObject
        {
            ["name"] = network.Name,
            ["trainable"] = network.Trainable,
            ["layers"] = layers,
            ["input_layers"] = Ends(network.InputStructure, network.Inputs),
            ["output_layers"] = Ends(network.OutputStructure, network.Outputs),
        };
    }

    /// <summary>Sequential: name, trainable, dtype, layers, build_input_shape.</summary>
    public static JsonObject WriteSequential(Sequential network, bool legacy = false) =>
        new()
        {
            ["name"] = network.Name,
            ["trainable"] = network.Trainable,
            ["dtype"] = network.DTypePolicy.ToJson(),
            ["layers"] = new JsonArray([.. network.AllLayers.Select(layer => (JsonNode)Describe(layer, legacy))]),
            ["build_input_shape"] = network.InputShape.ToJson(),
        };

    /// <summary>A layer's object form: module, class_name, config, registered_name and, where weights were built, build_config.</summary>
    /// <param name="legacy">As .h5 files have it: class_name and config alone.</param>
    public static JsonObject Describe(Layer layer, bool legacy = false)
    {
        if (legacy)
        {
            return new JsonObject
            {
                ["class_name"] = layer.ClassName,
                ["config"] = layer switch
                {
                    Sequential sequential => WriteSequential(sequential, legacy: true),
                    Network network => Write(network, legacy: true),
                    _ => ConfigOf(layer),
                },
            };
        }

        var item = new JsonObject
        {
            ["module"] = layer.Module,
            ["class_name"] = layer.ClassName,
            ["config"] = ConfigOf(layer),
            ["registered_name"] = layer.RegisteredName,
        };
        if (layer.WritesBuildConfig)
        {
            item["build_config"] = layer.BuildConfig ?? new JsonObject { ["input_shape"] = BuildShape(layer) };
        }

        if (layer is Network)
        {
            // Empty for a network that is not compiled; a file's own stands at its top.
            item["compile_config"] = new JsonObject();
        }

        return item;
    }

    private static JsonObject ConfigOf(Layer layer)
    {
        var config = layer.GetConfig();
        if (layer.ActivityRegularizer is { } penalty)
        {
            config["activity_regularizer"] = penalty.DeepClone();
        }

        return config;
    }

    private static JsonNode? BuildShape(Layer layer) =>
        layer switch
        {
            Network and not Sequential => null,
            _ when layer.BuiltFor.Count == 1 => layer.BuiltFor[0].ToJson(),
            _ => new JsonArray([.. layer.BuiltFor.Select(shape => (JsonNode)shape.ToJson())]),
        };

    private static JsonObject WriteNode(Node node, Dictionary<Layer, List<Node>> nodes) =>
        new() { ["args"] = Fill(node.Arguments.Positional, node, nodes), ["kwargs"] = Fill(node.Arguments.Keywords, node, nodes) };

    private static JsonNode? Fill(JsonNode? template, Node node, Dictionary<Layer, List<Node>> nodes) =>
        template switch
        {
            JsonObject placeholder when placeholder["$"] is { } index => KerasTensorOf(node.Inputs[index.GetValue<int>()], nodes),
            JsonObject item => new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, Fill(pair.Value, node, nodes)))),
            JsonArray array => new JsonArray([.. array.Select(value => Fill(value, node, nodes))]),
            _ => template?.DeepClone(),
        };

    private static JsonObject KerasTensorOf(KerasTensor tensor, Dictionary<Layer, List<Node>> nodes) =>
        new()
        {
            ["class_name"] = "__keras_tensor__",
            ["config"] = new JsonObject
            {
                ["shape"] = tensor.Shape.ToJson(),
                ["dtype"] = tensor.DType,
                ["keras_history"] = History(tensor, nodes),
            },
        };

    // Counted within the network: a call that this network does not contain is not counted.
    private static JsonArray History(KerasTensor tensor, Dictionary<Layer, List<Node>> nodes) =>
        new(tensor.Layer.Name, nodes[tensor.Layer].IndexOf(tensor.Producer), tensor.Index);
}
