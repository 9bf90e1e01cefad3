using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Layers.Reading;

/// <summary>
/// Builds a network from a config in Keras 3's terms (<see cref="LegacyConfig"/> brings older ones there). The file names layers of a fixed list and gives
/// numbers; nothing of it is executed,
/// imported or opened. What is not known is refused, the layer named.
/// </summary>
public static class NetworkReader
{
    /// <summary>Reads the object form of a network: class_name, config.</summary>
    public static Network Read(JsonNode? description) =>
        description is JsonObject item && Text(item, "class_name") is { } className && item["config"] is JsonObject config
            ? className switch
            {
                "Functional" => ReadFunctional(config),
                "Sequential" => ReadSequential(config, item["build_config"] as JsonObject),
                _ => throw new RefusedException(new Refusal("formats.network.class", ("received", className))),
            }
            : throw new RefusedException(new Refusal("formats.network.config"));

    private static Network ReadFunctional(JsonObject config)
    {
        var name = Text(config, "name") ?? throw new RefusedException(new Refusal("formats.network.unnamed"));
        if (config["layers"] is not JsonArray items)
        {
            throw new RefusedException(new Refusal("formats.network.layersMissing", ("network", name)));
        }

        var builder = new FunctionalBuilder(name);
        foreach (var item in items)
        {
            builder.Add(item);
        }

        builder.Connect();
        var network = new Network(builder.Ends(config["input_layers"], "input_layers"), builder.Ends(config["output_layers"], "output_layers"), name);
        (network.InputStructure, network.OutputStructure) = (
            FunctionalBuilder.Structure(config["input_layers"]),
            FunctionalBuilder.Structure(config["output_layers"])
        );
        SetTrainable(network, config);
        return network;
    }

    private static Sequential ReadSequential(JsonObject config, JsonObject? buildConfig)
    {
        var name = Text(config, "name") ?? "sequential";
        if (config["layers"] is not JsonArray items || items.Count == 0)
        {
            throw new RefusedException(new Refusal("formats.network.layersMissing", ("network", name)));
        }

        List<Layer> layers = [];
        foreach (var item in items)
        {
            if (layers.Count == 0 && Text(item as JsonObject ?? [], "class_name") != "InputLayer")
            {
                var shape =
                    config["build_input_shape"]
                    ?? buildConfig?["input_shape"]
                    ?? throw new RefusedException(new Refusal("formats.network.neverBuilt", ("network", name)));
                layers.Add(new InputLayer(TensorShape.FromJson(shape), name: "input_layer"));
            }

            layers.Add(ReadLayer(IsWithoutShape(item) ? Shaped(item, OutputOf(layers)) : item));
        }

        var network = new Sequential(layers, name);
        SetTrainable(network, config);
        return network;
    }

    // A Sequential inside another one may leave its input's shape to the layers before it.
    private static bool IsWithoutShape(JsonNode? node) =>
        node is JsonObject item
        && Text(item, "class_name") == "Sequential"
        && item["config"] is JsonObject config
        && config["layers"] is JsonArray { Count: > 0 } inner
        && config["build_input_shape"] is null
        && (item["build_config"] as JsonObject)?["input_shape"] is null
        && Text(inner[0] as JsonObject ?? [], "class_name") != "InputLayer";

    private static JsonNode Shaped(JsonNode? node, TensorShape shape)
    {
        var item = (JsonObject)node!.DeepClone();
        item["build_config"] = new JsonObject { ["input_shape"] = shape.ToJson() };
        return item;
    }

    private static TensorShape OutputOf(IReadOnlyList<Layer> layers)
    {
        var shape = ((InputLayer)layers[0]).BatchShape;
        foreach (var layer in layers.Skip(1))
        {
            layer.EnsureBuilt([shape]);
            shape = layer.ComputeOutputShape([shape]);
        }

        return shape;
    }

    /// <summary>A network's own flag; the layers inside keep theirs.</summary>
    private static void SetTrainable(Network network, JsonObject config)
    {
        if (config["trainable"] is JsonValue value && value.TryGetValue<bool>(out var trainable) && !trainable)
        {
            network.SetOwnTrainable(false);
        }
    }

    internal static Layer ReadLayer(JsonNode? node)
    {
        if (node is not JsonObject item || Text(item, "class_name") is not { } className || item["config"] is not JsonObject config)
        {
            throw new RefusedException(new Refusal("formats.layer.config"));
        }

        var name = Text(config, "name") ?? Text(item, "name") ?? "?";
        if (className is "Functional" or "Sequential")
        {
            return Read(item);
        }

        if (className == "Lambda")
        {
            throw new RefusedException(new Refusal("formats.layer.lambda", ("layer", name)));
        }

        var module = Text(item, "module");

        // An .h5 file keeps no module: an operation is told from the layer of its name by having neither trainable nor dtype.
        if (
            module is null
                ? OperationTable.Find(className) is not null && config["trainable"] is null && config["dtype"] is null
                : module.StartsWith("keras.src.ops.", StringComparison.Ordinal)
        )
        {
            return ReadOperation(item, className, config, Text(item, "name") ?? name);
        }

        var registered = Text(item, "registered_name");
        if (registered == $"keras_hub>{className}" && LayerRegistry.IsOfKerasHub(className))
        {
            return LayerRegistry.Create(className, config);
        }

        if (
            className.Contains('>')
            || (registered is not null && registered != className)
            || (module is not null && module != "keras" && !module.StartsWith("keras.", StringComparison.Ordinal))
            || (module is null && registered is not null)
        )
        {
            throw new RefusedException(new Refusal("formats.layer.notOfKeras", ("layer", name), ("received", registered ?? $"{module}.{className}")));
        }

        return LayerRegistry.Create(className, config);
    }

    private static Layer ReadOperation(JsonObject item, string className, JsonObject config, string name)
    {
        if (ArithmeticOperation.Knows(className) && item["inbound_nodes"] is JsonArray nodes && nodes.All(IsPlain))
        {
            return new ArithmeticOperation(className, name);
        }

        if (className == "Any" && config["axis"] is JsonValue or JsonArray { Count: 1 })
        {
            return AnyOperation.FromConfig(config, name);
        }

        return OperationTable.Find(className) is { } kind
            ? new Operation(kind, config, name)
            : throw new RefusedException(
                new Refusal("formats.operations.unknown", ("operation", Constants.Short(className)), ("layer", Constants.Short(name)))
            );
    }

    // Two tensors, or a tensor and a number.
    private static bool IsPlain(JsonNode? node) =>
        node is JsonObject call
        && call["args"] is JsonArray { Count: 2 } args
        && call["kwargs"] is not JsonObject { Count: > 0 }
        && args.All(argument => argument is JsonObject item ? Text(item, "class_name") == "__keras_tensor__" : Constants.Number(argument) is not null);

    private static string? Text(JsonObject item, string key) => Constants.Text(item[key]);
}
