using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>
/// Configs of every Keras before 3 in Keras 3's terms, so that layers know one dialect: names of classes and settings, values in wrappers, shapes of inputs,
/// calls, and
/// TensorFlow's functions as operations. What has a meaning that Keras 3 lacks keeps it; nothing that matters is dropped.
/// </summary>
internal sealed class LegacyConfig
{
    private static readonly Dictionary<string, string> Classes = new()
    {
        ["Model"] = "Functional",
        ["Network"] = "Functional",
        ["BatchNormalizationV1"] = "BatchNormalization",
        ["BatchNormalizationV2"] = "BatchNormalization",
        ["SyncBatchNormalization"] = "BatchNormalization",
        ["LSTMV1"] = "LSTM",
        ["LSTMV2"] = "LSTM",
        ["UnifiedLSTM"] = "LSTM",
        ["GRUV1"] = "GRU",
        ["GRUV2"] = "GRU",
        ["UnifiedGRU"] = "GRU",
        ["DenseV1"] = "Dense",
        ["ThresholdedReLU"] = "ReLU",
        ["Convolution1D"] = "Conv1D",
        ["Convolution2D"] = "Conv2D",
        ["Convolution3D"] = "Conv3D",
        ["Deconvolution2D"] = "Conv2DTranspose",
        ["Convolution2DTranspose"] = "Conv2DTranspose",
        ["SeparableConvolution2D"] = "SeparableConv2D",
    };

    // A value that changes nothing, under a key that Keras 3 does not know.
    private static readonly Dictionary<string, Func<JsonNode, bool>> Neutral = new()
    {
        ["time_major"] = IsFalse,
        ["ragged"] = IsFalse,
        ["has_input_vocabulary"] = _ => true,
        ["input_dtype"] = _ => true,
        ["input_length"] = _ => true,
        ["rng_type"] = _ => true,
        ["force_generator"] = _ => true,
        ["fused"] = _ => true,
        ["query_shape"] = _ => true,
        ["key_shape"] = _ => true,
        ["value_shape"] = _ => true,
        ["batch_input_shape"] = _ => true,
        ["batch_size"] = _ => true,
        ["causal"] = IsFalse,
    };

    private readonly bool isKeras2;

    private LegacyConfig(bool isKeras2) => this.isKeras2 = isKeras2;

    /// <summary>The description of a model in Keras 3's terms.</summary>
    /// <param name="version">Keras's version as the file tells it; null: it does not, and the config's own form decides.</param>
    public static JsonObject Modernize(JsonObject description, string? version)
    {
        var isKeras2 = version is { Length: > 0 } ? version[0] is '1' or '2' : HasOldForm(description);
        var text = new LegacyConfig(isKeras2).Item(description).ToJsonString();
        // Read again, so that all numbers are held alike.
        return ModelFile.ParseJson(text, new("formats.json.config"));
    }

    private static bool HasOldForm(JsonNode? node) =>
        node switch
        {
            JsonObject item => item.ContainsKey("batch_input_shape")
                || (item["inbound_nodes"] is JsonArray { Count: > 0 } nodes && nodes[0] is JsonArray)
                || item.Any(pair => HasOldForm(pair.Value)),
            JsonArray list => list.Any(HasOldForm),
            _ => false,
        };

    private JsonObject Item(JsonObject item)
    {
        var result = Without(item, "config");
        var original = Constants.Text(item["class_name"]) ?? "";
        var name = original.StartsWith("Custom>", StringComparison.Ordinal) ? original : Classes.GetValueOrDefault(original, original);
        result["class_name"] = name;
        if (Constants.Text(item["module"]) is { } module && module.StartsWith("tf_keras", StringComparison.Ordinal))
        {
            result["module"] = module[3..];
        }

        if (original != name && Constants.Text(item["registered_name"]) is not null)
        {
            result["registered_name"] = name;
        }

        if (name is "Functional" or "Sequential")
        {
            // Networks that a file describes are Keras's own, whatever module its version kept them in.
            result.Remove("registered_name");
            result["config"] =
                name == "Sequential" ? Sequential(item["config"])
                : item["config"] is JsonObject functional ? Functional(functional)
                : null;
            return result;
        }

        result["config"] = item["config"] is JsonObject config ? Layer(name, original, config) : item["config"]?.DeepClone();
        return result;
    }

    private JsonObject Sequential(JsonNode? node)
    {
        var config = node is JsonArray bare ? new JsonObject { ["name"] = "sequential", ["layers"] = bare.DeepClone() } : node as JsonObject ?? [];
        var result = Without(config, "layers");
        if (config["layers"] is JsonArray items)
        {
            List<JsonNode?> layers = [.. items.Select(item => item is JsonObject layer ? (JsonNode)Item(layer) : item?.DeepClone())];
            if (items.Count > 0 && items[0] is JsonObject first && Constants.Text(first["class_name"]) != "InputLayer" && InputOf(first) is { } shape)
            {
                var dtype = Constants.Text((first["config"] as JsonObject)?["dtype"]) is ("string" or "int32" or "int64" or "uint8") and var named
                    ? named
                    : "float32";
                layers.Insert(
                    0,
                    new JsonObject
                    {
                        ["class_name"] = "InputLayer",
                        ["config"] = new JsonObject
                        {
                            ["batch_shape"] = Plain(shape),
                            ["dtype"] = dtype,
                            ["sparse"] = false,
                            ["ragged"] = false,
                            ["name"] = "input_layer",
                        },
                    }
                );
            }

            result["layers"] = new JsonArray([.. layers]);
        }

        if (result["build_input_shape"] is { } built)
        {
            result["build_input_shape"] = Plain(built);
        }

        return result;
    }

    /// <summary>The shape that a first layer, or the first layer inside it, was given for the network's input.</summary>
    private static JsonNode? InputOf(JsonNode? item)
    {
        if (item is not JsonObject layer)
        {
            return null;
        }

        if (layer["config"] is JsonArray bare)
        {
            return bare.Count > 0 ? InputOf(bare[0]) : null;
        }

        var config = layer["config"] as JsonObject;
        return config?["batch_input_shape"]
            ?? (Constants.Text(layer["class_name"]) == "InputLayer" ? config?["batch_shape"] : null)
            ?? (
                Constants.Text(layer["class_name"]) is "Sequential" or "Model" or "Functional" or "Network"
                && config?["layers"] is JsonArray { Count: > 0 } inner
                    ? InputOf(inner[0]) ?? config["build_input_shape"]
                : config?["layer"] is { } wrapped ? InputOf(wrapped)
                : null
            );
    }

    private JsonObject Functional(JsonObject config)
    {
        var result = Without(config, "layers");
        if (config["layers"] is not JsonArray items)
        {
            return result;
        }

        var calls = new LegacyCalls(items.Select(NameOf).OfType<string>());
        var layers = new List<JsonObject>();
        var counts = new Dictionary<string, int>();
        foreach (var item in items.OfType<JsonObject>())
        {
            var layer = Item(item);
            var name = NameOf(item) ?? "?";
            if (item["inbound_nodes"] is JsonArray nodes)
            {
                layer["inbound_nodes"] = new JsonArray([.. nodes.Select(node => Call(calls, name, item, node))]);
                if (Constants.Text(layer["class_name"]) is "Functional" or "Sequential" && nodes.All(node => node is JsonArray))
                {
                    counts[name] = nodes.Count;
                }
            }

            layers.Add(layer);
        }

        calls.CountFromZero(counts, [.. layers.Select(layer => layer["inbound_nodes"]), result["input_layers"], result["output_layers"]]);
        result["layers"] = new JsonArray([.. layers.Select(LegacyOperations.Translate)]);
        return result;
    }

    private JsonNode? Call(LegacyCalls calls, string layer, JsonObject item, JsonNode? node)
    {
        if (node is not JsonArray old)
        {
            return node is JsonObject ? Arguments(node) : node?.DeepClone();
        }

        var call = calls.Convert(layer, old);
        var className = Constants.Text(item["class_name"]);
        if (LegacyOperations.Serves(className))
        {
            return Arguments(call);
        }

        LegacyCalls.UnwrapSingle(call);
        var (args, keywords) = (call["args"]!.AsArray(), call["kwargs"]!.AsObject());
        if (className == "MultiHeadAttention")
        {
            foreach (var key in new[] { "value", "key" }.Where(keywords.ContainsKey))
            {
                args.Add(keywords[key]?.DeepClone());
                keywords.Remove(key);
            }
        }
        else if (Classes.GetValueOrDefault(className ?? "", className ?? "") is "LSTM" or "GRU" or "SimpleRNN" && args[0] is JsonArray { Count: > 1 } states)
        {
            // Keras 2 lists the states behind the sequence.
            call["args"] = new JsonArray(states[0]?.DeepClone());
            keywords["initial_state"] = new JsonArray([.. states.Skip(1).Select(state => state?.DeepClone())]);
        }
        else if (
            className is "Attention" or "AdditiveAttention"
            && (item["config"] as JsonObject)?["causal"] is JsonValue causal
            && causal.TryGetValue<bool>(out var isCausal)
            && isCausal
        )
        {
            keywords["use_causal_mask"] = true;
        }

        return call;
    }

    private JsonObject Layer(string name, string original, JsonObject config)
    {
        var result = new JsonObject();
        foreach (var (key, value) in config)
        {
            result[key] =
                key is "layer" or "backward_layer" or "forward_layer" && value is JsonObject inner ? Item(inner)
                : key.EndsWith("activation", StringComparison.Ordinal) ? Activation(value)
                : key == "dtype" ? Policy(value)
                : LegacyOperations.Serves(original) ? value?.DeepClone()
                : Plain(value);
        }

        if (name == "InputLayer")
        {
            result["batch_shape"] ??= result["batch_input_shape"]?.DeepClone();
            result.Remove("batch_input_shape");
            return result;
        }

        foreach (var (key, value) in config)
        {
            if (value is not null && ((Neutral.TryGetValue(key, out var isNeutral) && isNeutral(value)) || IsForeign(name, key, value)))
            {
                result.Remove(key);
            }
        }

        switch (original)
        {
            case "GRU" when isKeras2 && !config.ContainsKey("reset_after"):
                result["reset_after"] = false;
                break;
            case "LeakyReLU" when result["alpha"] is { } alpha:
                result.Remove("alpha");
                result["negative_slope"] = alpha.DeepClone();
                break;
            case "ThresholdedReLU":
                var theta = result["theta"]?.DeepClone();
                result.Remove("theta");
                result["threshold"] = theta ?? 1.0;
                break;
            case "Attention" or "AdditiveAttention":
                result.Remove("causal");
                break;
        }

        return result;
    }

    // Settings that Keras 2 inherited into layers that have no use for them.
    private static bool IsForeign(string name, string key, JsonNode value) =>
        (
            key == "groups"
            && Constants.Number(value) == 1
            && name
                is "DepthwiseConv1D"
                    or "DepthwiseConv2D"
                    or "SeparableConv1D"
                    or "SeparableConv2D"
                    or "Conv1DTranspose"
                    or "Conv2DTranspose"
                    or "Conv3DTranspose"
        )
        || (
            key is "kernel_initializer" or "kernel_regularizer" or "kernel_constraint"
            && name is "DepthwiseConv1D" or "DepthwiseConv2D" or "SeparableConv1D" or "SeparableConv2D"
        )
        // The first versions of Keras 3 wrote a range that these do not look at.
        || (key == "value_range" && name is "RandomRotation" or "RandomFlip" or "RandomZoom" or "RandomTranslation")
        // A file holds the sum of a kernel and what LoRA or DoRA learned beside it.
        || key is "lora_rank" or "lora_alpha" or "dora_rank" or "dora_alpha";

    private JsonNode? Activation(JsonNode? node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var name) => isKeras2 && name == "hard_sigmoid" ? ActivationFunction.HardSigmoidOfKeras2
            : name == "softmax_v2" ? "softmax"
            : node.DeepClone(),
            JsonObject item when Constants.Text(item["class_name"]) == "function" && Constants.Text(item["config"]) is { } function => Activation(
                JsonValue.Create(function)
            ),
            JsonObject item when item["config"] is JsonObject => Item(item),
            _ => node?.DeepClone(),
        };

    private static JsonNode? Policy(JsonNode? node) =>
        Constants.Text(node) is "infer" or "_infer"
        || (node is JsonObject item && Constants.Text((item["config"] as JsonObject)?["name"]) is "infer" or "_infer")
            ? "float32"
            : node?.DeepClone();

    /// <summary>Lists and numbers without the wrappers that JSON encoders of Keras put around them.</summary>
    private JsonNode? Plain(JsonNode? node) =>
        node switch
        {
            JsonObject item when Constants.Text(item["type"]) is "ndarray" or "tensor" && item.ContainsKey("value") => Plain(item["value"]),
            JsonObject item when Constants.Text(item["class_name"]) is "__tuple__" or "TensorShape" && item["items"] is JsonArray items => Plain(items),
            JsonObject item when Constants.IsTensor(item) => Plain(item["config"]!["value"]),
            JsonObject item => new JsonObject([.. item.Select(pair => KeyValuePair.Create(pair.Key, Plain(pair.Value)))]),
            JsonArray list => new JsonArray([.. list.Select(Plain)]),
            _ => node?.DeepClone(),
        };

    /// <summary>The same among the arguments of a call, where an array keeps its type.</summary>
    private static JsonNode? Arguments(JsonNode? node) =>
        node switch
        {
            JsonObject item when Constants.Text(item["type"]) is "ndarray" or "tensor" && item.ContainsKey("value") => item["value"]?.DeepClone(),
            JsonObject item when Constants.Text(item["class_name"]) is "__tuple__" or "TensorShape" && item["items"] is JsonArray items => Arguments(items),
            JsonObject item when Constants.Text(item["class_name"]) == "__numpy__" => new JsonObject([
                .. item.Select(pair => KeyValuePair.Create(pair.Key, pair.Key == "class_name" ? "__tensor__" : pair.Value?.DeepClone())),
            ]),
            JsonObject item => new JsonObject([.. item.Select(pair => KeyValuePair.Create(pair.Key, Arguments(pair.Value)))]),
            JsonArray list => new JsonArray([.. list.Select(Arguments)]),
            _ => node?.DeepClone(),
        };

    private static JsonObject Without(JsonObject item, string left) =>
        new(item.Where(pair => pair.Key != left).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static bool IsFalse(JsonNode node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && !flag;

    private static string? NameOf(JsonNode? item) =>
        item is JsonObject layer ? Constants.Text(layer["name"]) ?? Constants.Text((layer["config"] as JsonObject)?["name"]) : null;
}
