using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Builds a network from the config that Keras wrote (version 3, or 2's in legacy files). The file names layers of a fixed list and gives numbers; nothing of it is executed,
/// imported or opened. What is not known is refused, the layer named.
/// </summary>
public static class NetworkReader
{
    /// <summary>Reads the object form of a network: class_name, config.</summary>
    public static Network Read(JsonNode? description)
        => description is JsonObject item && Text(item, "class_name") is { } className && item["config"] is JsonObject config
            ? className switch
            {
                "Functional" or "Model" => ReadFunctional(config),
                "Sequential" => ReadSequential(config, item["build_config"] as JsonObject),
                _ => throw new RefusedException($"Expected a model of class Functional or Sequential. Received '{className}'."),
            }
            : throw new RefusedException("Expected a model's config with class_name and config. Received other JSON.");

    private static Network ReadFunctional(JsonObject config)
    {
        var name = Text(config, "name") ?? throw new RefusedException("Expected a functional model to have a name. Received none.");
        if (config["layers"] is not JsonArray items)
        {
            throw new RefusedException($"Network '{name}' expects a list of layers. Received none.");
        }

        var builder = new FunctionalBuilder(name);
        foreach (var item in items)
        {
            builder.Add(item);
        }

        builder.Connect();
        var network = new Network(builder.Ends(config["input_layers"], "input_layers"), builder.Ends(config["output_layers"], "output_layers"), name);
        SetTrainable(network, config);
        return network;
    }

    private static Sequential ReadSequential(JsonObject config, JsonObject? buildConfig)
    {
        var name = Text(config, "name") ?? "sequential";
        if (config["layers"] is not JsonArray items || items.Count == 0)
        {
            throw new RefusedException($"Network '{name}' expects a list of layers. Received none.");
        }

        List<Layer> layers = [.. items.Select(ReadLayer)];
        if (layers[0] is not InputLayer)
        {
            // Legacy files keep the input's shape in the first layer, Keras 3 in build_input_shape.
            var shape = (items[0]!["config"] as JsonObject)?["batch_input_shape"] ?? config["build_input_shape"] ?? buildConfig?["input_shape"]
                ?? throw new RefusedException($"Network '{name}' expects the shape of its input. Received a Sequential that was never built.");
            layers.Insert(0, new InputLayer(TensorShape.FromJson(shape), name: "input_layer"));
        }

        var network = new Sequential(layers, name);
        SetTrainable(network, config);
        return network;
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
            throw new RefusedException("Expected a layer with class_name and config. Received other JSON.");
        }

        var name = Text(config, "name") ?? Text(item, "name") ?? "?";
        if (className is "Functional" or "Model" or "Sequential")
        {
            return Read(item);
        }

        if (className == "Lambda")
        {
            throw new RefusedException($"Layer '{name}' expects a class that is data only. Received Lambda: such layers carry code, which is never run.");
        }

        var module = Text(item, "module");

        // A legacy file keeps no module: an operator is told from the layer of its name by having nothing but a name.
        if (ArithmeticOperation.Knows(className) && (module is null ? config.Count == 1 && config["name"] is not null : module.StartsWith("keras.src.ops.", StringComparison.Ordinal)))
        {
            return new ArithmeticOperation(className, name);
        }

        if (className == "Any" && module?.StartsWith("keras.src.ops.", StringComparison.Ordinal) == true)
        {
            return AnyOperation.FromConfig(config, name);
        }

        var registered = Text(item, "registered_name");
        if (className.Contains('>') || (registered is not null && registered != className) || (module is not null && module != "keras" && !module.StartsWith("keras.", StringComparison.Ordinal))
            || (module is null && registered is not null))
        {
            throw new RefusedException($"Layer '{name}' expects a class of Keras's own. Received '{registered ?? $"{module}.{className}"}', which is not a Keras layer.");
        }

        return LayerRegistry.Create(className, config);
    }

    private static string? Text(JsonObject item, string key) => item[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
