using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Functions of TensorFlow that Keras 2 keeps in a graph as layers (TFOpLambda, SlicingOpLambda, TensorFlowOpLayer), as the operations of Keras 3 that compute
/// the same. They are
/// told by name from a fixed table; nothing is looked up in code.
/// </summary>
internal static class LegacyOperations
{
    private static readonly string[] Prefixes =
    [
        "tf.",
        "compat.v1.",
        "compat.v2.",
        "__operators__.",
        "math.",
        "nn.",
        "linalg.",
        "image.",
        "keras.backend.",
        "keras.activations.",
        "keras.ops.",
        "backend.",
    ];

    public static bool Serves(string? className) =>
        className is "TFOpLambda" or "SlicingOpLambda" or "TensorFlowOpLayer" or "ClassMethod" or "InstanceMethod" or "InstanceProperty";

    /// <summary>The layer as an operation of Keras 3; itself where it is no function of TensorFlow.</summary>
    public static JsonObject Translate(JsonObject layer)
    {
        var className = layer["class_name"]?.ToString();
        if (!Serves(className))
        {
            return layer;
        }

        var name = layer["name"]?.ToString() ?? layer["config"]?["name"]?.ToString() ?? "?";
        if (layer["config"] is not JsonObject config || layer["inbound_nodes"] is not JsonArray { Count: > 0 } nodes)
        {
            throw new RefusedException(new Refusal("formats.operations.withoutFunction", ("layer", name), ("class", className)));
        }

        var translated = nodes
            .Select(node =>
                node is JsonObject { } call && call["args"] is JsonArray args
                    ? Operation(className!, name, config, args.Count > 0 ? args[0] : null, call["kwargs"] as JsonObject ?? [])
                    : throw new RefusedException(new Refusal("formats.operations.withoutArguments", ("layer", name), ("class", className)))
            )
            .ToList();
        if (
            translated
                .Skip(1)
                .Any(other =>
                    other.ClassName != translated[0].ClassName || !JsonNode.DeepEquals(other.Settings, translated[0].Settings) || HoldsTensor(other.Settings)
                )
        )
        {
            throw new RefusedException(new Refusal("formats.operations.callsDiffer", ("layer", name), ("class", className)));
        }

        // What a tensor of the graph says (tf.reshape(x, [tf.shape(x)[0], -1])) is an argument of the call, as is what Keras takes there.
        static bool IsArgument(KeyValuePair<string, JsonNode?> pair) => pair.Key == "constant_values" || HoldsTensor(pair.Value);
        var settings = new JsonObject(
            translated[0].Settings.Where(pair => !IsArgument(pair)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))
        )
        {
            ["name"] = name,
        };
        return new JsonObject
        {
            ["module"] = OperationTable.Find(translated[0].ClassName)?.Module ?? "keras.src.ops.numpy",
            ["class_name"] = translated[0].ClassName,
            ["config"] = settings,
            ["registered_name"] = translated[0].ClassName,
            ["name"] = name,
            ["inbound_nodes"] = new JsonArray([
                .. translated.Select(call =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["args"] = call.Arguments,
                            ["kwargs"] = new JsonObject(call.Settings.Where(IsArgument).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))),
                        }
                ),
            ]),
        };
    }

    private static bool HoldsTensor(JsonNode? node) =>
        node switch
        {
            JsonObject item => item["class_name"]?.ToString() == "__keras_tensor__" || item.Any(pair => HoldsTensor(pair.Value)),
            JsonArray list => list.Any(HoldsTensor),
            _ => false,
        };

    private static TranslatedOperation Operation(string className, string name, JsonObject config, JsonNode? first, JsonObject keywords)
    {
        var call =
            className == "TensorFlowOpLayer"
                ? GraphOperations.Read(name, config, first)
                : new TensorFlowCall(
                    className == "SlicingOpLambda"
                        ? "__operators__.getitem"
                        : config["function"]?.ToString() ?? config["method"]?.ToString() ?? config["attr_name"]?.ToString() ?? "?",
                    first,
                    keywords
                );
        var bare = call.Function;
        while (Prefixes.FirstOrDefault(prefix => bare.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            bare = bare[prefix.Length..];
        }

        if (!TensorFlowFunctions.Table.TryGetValue(bare, out var translate))
        {
            throw new RefusedException(new Refusal("formats.operations.unknownTensorFlow", ("operation", call.Function), ("layer", Constants.Short(name))));
        }

        var result = translate(call);
        call.RequireAllRead();
        return result;
    }
}
