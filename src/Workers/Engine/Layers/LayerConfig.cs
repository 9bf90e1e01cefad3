using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Constraints;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Reading;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Reads a layer's config from a file: typed, with the layer named in every refusal, and remembering what was read so that nothing is passed over in
/// silence.</summary>
public sealed class LayerConfig(string className, JsonObject config)
{
    private readonly HashSet<string> read = ["name", "trainable", "dtype"];

    public string ClassName => className;

    public string Name => config["name"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : throw Refuse("name", new("layer.setting.text"));

    public bool Trainable => config["trainable"] is null || Bool("trainable");

    public DTypePolicy DType => DTypePolicy.FromJson(config["dtype"]);

    /// <exception cref="RefusedException">The file holds the layer's weights as whole numbers beside a scale.</exception>
    public void RefuseQuantised()
    {
        if (DTypePolicy.Quantised(config["dtype"]) is { } quantised)
        {
            throw new RefusedException(
                new Refusal(
                    "layer.quantized",
                    ("layer", Operations.Constants.Short(Name)),
                    ("class", className),
                    ("received", Operations.Constants.Short(quantised))
                )
            );
        }
    }

    /// <summary>Keys that the layer did not ask for and that hold a value.</summary>
    public IEnumerable<string> Unread => config.Where(pair => !read.Contains(pair.Key) && pair.Value is not null).Select(pair => pair.Key);

    public bool Has(string key) => Node(key) is not null;

    /// <summary>Whether the key stands in the config, be its value null.</summary>
    public bool Contains(string key) => config.ContainsKey(key);

    public JsonNode? Node(string key)
    {
        read.Add(key);
        return config[key];
    }

    public int Int(string key, int? fallback = null)
    {
        var number = Double(key, fallback);
        return number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Refuse(key, new("layer.setting.wholeNumber"));
    }

    public double Double(string key, double? fallback = null) =>
        Node(key) switch
        {
            null => fallback ?? throw Refuse(key, new("layer.setting.number")),
            JsonValue value when value.TryGetValue<double>(out var number) && double.IsFinite(number) => number,
            _ => throw Refuse(key, new("layer.setting.number")),
        };

    public double? OptionalDouble(string key) => Has(key) ? Double(key) : null;

    public int? OptionalInt(string key) => Has(key) ? Int(key) : null;

    public bool Bool(string key, bool? fallback = null) =>
        Node(key) switch
        {
            null => fallback ?? throw Refuse(key, new("layer.setting.flag")),
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            _ => throw Refuse(key, new("layer.setting.flag")),
        };

    public string Text(string key, string? fallback = null) =>
        Node(key) switch
        {
            null => fallback ?? throw Refuse(key, new("layer.setting.text")),
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw Refuse(key, new("layer.setting.text")),
        };

    /// <summary>One of the words a layer knows.</summary>
    public string Choice(string key, string fallback, params ReadOnlySpan<string> known)
    {
        var text = Text(key, fallback);
        return known.Contains(text) ? text : throw Refuse(key, OneOf(known));
    }

    /// <summary>A list of whole numbers; a single number is a list of one.</summary>
    /// <param name="fallback">What Keras takes where the config leaves the key out; null: it must be there.</param>
    public int[] Ints(string key, params int[]? fallback) =>
        Node(key) switch
        {
            null when fallback is { Length: > 0 } && !Contains(key) => fallback,
            JsonArray array =>
            [
                .. array.Select(item =>
                    item is JsonValue value && value.TryGetValue<int>(out var number) ? number : throw Refuse(key, new("layer.setting.wholeNumbers"))
                ),
            ],
            JsonValue => [Int(key)],
            _ => throw Refuse(key, new("layer.setting.wholeNumbers")),
        };

    /// <summary>As many whole numbers as the layer has spatial axes; one number stands for all.</summary>
    /// <param name="fallback">What stands for all where the key is not there; null: it must be.</param>
    public int[] Spatial(string key, int rank, int? fallback = null)
    {
        if (!Has(key))
        {
            return [.. Enumerable.Repeat(fallback ?? throw Refuse(key, new("layer.setting.manyWholeNumbers", ("count", rank))), rank)];
        }

        var values = Ints(key);
        return values.Length == rank ? values
            : values.Length == 1 ? [.. Enumerable.Repeat(values[0], rank)]
            : throw Refuse(key, new("layer.setting.manyWholeNumbers", ("count", rank)));
    }

    /// <summary>[[a, b], [c, d]], [a, c] or a.</summary>
    /// <param name="fallback">What stands on every side where the key is not there.</param>
    public (int Before, int After)[] Margins(string key, int rank, int fallback = 1)
    {
        var node = Node(key);
        if (node is JsonArray { Count: > 0 } outer && outer[0] is JsonArray)
        {
            return
            [
                .. outer.Select(item =>
                    item is JsonArray { Count: 2 } pair
                    && pair[0] is JsonValue a
                    && a.TryGetValue<int>(out var before)
                    && pair[1] is JsonValue b
                    && b.TryGetValue<int>(out var after)
                        ? (before, after)
                        : throw Refuse(key, new("layer.setting.pairs"))
                ),
            ];
        }

        return [.. Spatial(key, rank, fallback).Select(value => (value, value))];
    }

    /// <param name="fallback">What Keras takes where the config leaves the key out; null in the config is linear.</param>
    public ActivationFunction Activation(string key = "activation", string? fallback = null) =>
        Node(key) switch
        {
            null when fallback is not null && !Contains(key) => ActivationFunction.Named(fallback),
            null => ActivationFunction.Linear,
            JsonValue => ActivationFunction.Find(Text(key)) ?? throw Refuse(key, new("layer.setting.activation")),
            JsonObject value
                when value["class_name"] is JsonValue kind
                    && kind.TryGetValue<string>(out var function)
                    && function == "function"
                    && value["config"] is JsonValue inner
                    && inner.TryGetValue<string>(out var name) => ActivationFunction.Find(name) ?? throw Refuse(key, new("layer.setting.activation")),
            JsonObject value when value["config"] is JsonObject => Layer(key) is var layer
            && layer is not Network
            && !layer.IsOperation
            && !layer.IsRandomInTraining
            && IsWithoutWeights(layer)
                ? ActivationFunction.Of(layer)
                : throw Refuse(key, new("layer.setting.elementwise")),
            _ => throw Refuse(key, new("layer.setting.activationName")),
        };

    private static bool IsWithoutWeights(Layer layer) => layer is ReLU or LeakyReLU or ELU or Softmax or Layers.Activations.Activation or Core.Identity;

    public Initializer Initializer(string key, Initializer fallback) => Node(key) is { } node ? InitializerRegistry.FromJson(node, Name) : fallback;

    public Regularizer? Regularizer(string key) => Node(key) is { } node ? RegularizerRegistry.FromJson(node, Name) : null;

    /// <summary>Every key that ends in _constraint and holds one; a layer without such a weight refuses it when it is built.</summary>
    public IEnumerable<(string Key, Constraint Constraint)> Constraints()
    {
        foreach (var (key, node) in config.Where(pair => pair.Key.EndsWith("_constraint", StringComparison.Ordinal) && pair.Value is not null))
        {
            read.Add(key);
            yield return (key, ConstraintRegistry.FromJson(node!, Name));
        }
    }

    /// <summary>A layer inside a layer, in Keras's object form.</summary>
    public Layer Layer(string key) => Node(key) is JsonObject node ? NetworkReader.ReadLayer(node) : throw Refuse(key, new("layer.setting.layer"));

    /// <summary>Keras layers here keep channels last; a file that says otherwise is refused.</summary>
    public void ChannelsLast() => Choice("data_format", "channels_last", "channels_last");

    /// <summary>A setting that the engine does not have; only its neutral value is accepted.</summary>
    public void OnlyNull(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Has(key))
            {
                throw Refuse(key, new("layer.setting.onlyNull"));
            }
        }
    }

    private static Refusal OneOf(ReadOnlySpan<string> known) =>
        known is [var only] ? new("layer.setting.word", ("word", only)) : new("layer.setting.or", ("first", OneOf(known[..1])), ("others", OneOf(known[1..])));

    public RefusedException Refuse(string key, Refusal expected) =>
        new(
            new Refusal(
                "layer.setting.expects",
                ("layer", (config["name"] as JsonValue)?.ToString() ?? "?"),
                ("class", className),
                ("key", key),
                ("expected", expected),
                ("received", Operations.Constants.Short(config[key]?.ToJsonString() ?? "null"))
            )
        );
}
