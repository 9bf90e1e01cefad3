using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Attention;

/// <summary>
/// Attention of a query (N, T, dim) over values (N, S, dim) by keys (default: the values), in several heads, projected back to (N, T, dim)
/// (https://keras.io/api/layers/attention_layers/multi_head_attention/, Vaswani et al. 2017). Masks come by keyword: attention_mask (N, T, S), query_mask (N,
/// T),
/// value_mask and key_mask (N, S), use_causal_mask.
/// </summary>
public sealed class MultiHeadAttention : Layer
{
    // As Keras: far below all, so that a row without anything to attend to spreads evenly.
    private const float Far = -3e38f;

    private static readonly string[] Masks = ["query_mask", "value_mask", "key_mask", "attention_mask"];

    private readonly int heads;
    private readonly int keySize;
    private readonly int valueSize;
    private readonly double dropout;
    private readonly bool useBias;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;
    private readonly int? outputSize;
    private readonly int? seed;
    private readonly List<(string Attribute, Layer Layer)> projections = [];
    private readonly Dictionary<string, int> maskAt = [];
    private int keyAt = 1;
    private bool isCausal;

    private MultiHeadAttention(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.OnlyNull("activity_regularizer", "flash_attention");
        (heads, keySize) = (config.Int("num_heads"), config.Int("key_dim"));
        valueSize = config.OptionalInt("value_dim") ?? keySize;
        (dropout, useBias, seed) = (config.Double("dropout", 0), config.Bool("use_bias", true), config.OptionalInt("seed"));
        if (heads < 1 || keySize < 1 || valueSize < 1 || dropout is < 0 or >= 1)
        {
            throw Refuse(
                new("layer.expected.heads"),
                new Refusal(
                    "layer.received.heads",
                    ("heads", heads.ToString()),
                    ("key", keySize.ToString()),
                    ("value", valueSize.ToString()),
                    ("dropout", dropout.ToString())
                )
            );
        }

        var shape = config.Has("output_shape") ? config.Ints("output_shape") : [];
        outputSize = shape.Length switch
        {
            0 => null,
            1 => shape[0],
            _ => throw config.Refuse("output_shape", new("layer.setting.oneNumber")),
        };
        if (config.Has("attention_axes") && config.Ints("attention_axes") is not ([1] or [-2]))
        {
            throw config.Refuse("attention_axes", new("layer.setting.nullOrSteps"));
        }

        (kernelInitializer, biasInitializer) = (
            config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform),
            config.Initializer("bias_initializer", new Zeros())
        );
        (kernelRegularizer, biasRegularizer) = (config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"));
    }

    public override bool WritesBuildConfig => true;

    public override bool IsRandomInTraining => dropout > 0;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => projections;

    internal override JsonObject? BuildConfig
    {
        get
        {
            var shapes = new JsonObject { ["query_shape"] = BuiltFor[0].ToJson(), ["value_shape"] = BuiltFor[1].ToJson() };
            if (BuiltFor.Count > 2)
            {
                shapes["key_shape"] = BuiltFor[2].ToJson();
            }

            return new JsonObject { ["shapes_dict"] = shapes };
        }
    }

    public static MultiHeadAttention FromConfig(LayerConfig config) => new(config);

    public override JsonObject DefaultKeywords() => new() { ["query_mask"] = null, ["value_mask"] = null };

    public override bool AcceptsKeyword(string key) => key is "return_attention_scores" or "use_causal_mask" || Masks.Contains(key);

    internal override JsonObject? TakeMasks(CallArguments arguments, Func<int, JsonNode?> mask) =>
        Masks
            .Take(arguments.PositionalTensors)
            .Select((key, index) => (key, index))
            .Aggregate(arguments.Keywords, (keywords, place) => WithMasks(arguments with { Keywords = keywords }, place, mask));

    /// <summary>layer(query, value), and a key where it differs from the value.</summary>
    public static CallArguments Arguments(bool withKey = false, JsonObject? keywords = null) =>
        new(new JsonArray([.. Enumerable.Range(0, withKey ? 3 : 2).Select(CallArguments.Placeholder)]), keywords ?? []);

    protected override void BindArguments(CallArguments arguments)
    {
        maskAt.Clear();
        if (arguments.PositionalTensors is not (2 or 3) || arguments.Positional.Count != arguments.PositionalTensors)
        {
            throw Refuse(new("layer.expected.queryValueKey"), arguments.Positional.ToJsonString());
        }

        keyAt = arguments.PositionalTensors == 3 ? 2 : 1;
        foreach (var key in Masks)
        {
            if (arguments.Keywords[key] is { } node)
            {
                maskAt[key] =
                    node is JsonObject mask && mask["$"] is { } at
                        ? at.GetValue<int>()
                        : throw Refuse(new("layer.expected.tensorAs", ("key", key)), node.ToJsonString());
            }
        }

        isCausal = Flag(arguments, "use_causal_mask");
        if (Flag(arguments, "return_attention_scores"))
        {
            throw Refuse(new("layer.expected.noScores"), "true");
        }
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        if (inputShapes.Any(shape => shape.Rank != 3))
        {
            throw Refuse(new("layer.expected.shapes", ("shape", "(N, steps, features)")), string.Join(", ", inputShapes));
        }

        Add("query", inputShapes[0], [inputShapes[0].Known(-1, Name)], [heads, keySize]);
        Add("key", inputShapes[keyAt], [inputShapes[keyAt].Known(-1, Name)], [heads, keySize]);
        Add("value", inputShapes[1], [inputShapes[1].Known(-1, Name)], [heads, valueSize]);
        Add("output", inputShapes[0], [heads, valueSize], [outputSize ?? inputShapes[0].Known(-1, Name)]);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        outputSize is { } size ? inputShapes[0].With(-1, size) : inputShapes[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        // (N, T, heads, size) to (N, heads, T, size).
        Tensor Project(int index, Tensor x) => projections[index].Layer.Invoke([x], context)[0].transpose(1, 2);
        var drops = context.Training && !RunsInInferenceMode && dropout > 0;
        if (!drops && inputs[0].dtype == ScalarType.Float32)
        {
            var attended = nn.functional.scaled_dot_product_attention(
                Project(0, inputs[0]),
                Project(1, inputs[keyAt]),
                Project(2, inputs[1]),
                Mask(inputs) is { } given ? given.unsqueeze(1).logical_not().to_type(ScalarType.Float32).mul_(Far) : null
            );
            return projections[3].Layer.Invoke([attended.transpose(1, 2)], context)[0];
        }

        var query = Project(0, inputs[0]) / Math.Sqrt(keySize);
        var scores = query.Times(Project(1, inputs[keyAt]).transpose(-2, -1)).to_type(ScalarType.Float32);
        if (Mask(inputs) is { } mask)
        {
            scores = scores.masked_fill(mask.unsqueeze(1).logical_not(), Far);
        }

        var shares = nn.functional.softmax(scores, -1).to_type(inputs[0].dtype);
        if (drops)
        {
            shares = shares * context.Uniform(Name, shares.shape, shares).ge(dropout).to_type(shares.dtype).div_(1 - dropout);
        }

        return projections[3].Layer.Invoke([shares.Times(Project(2, inputs[1])).transpose(1, 2)], context)[0];
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["num_heads"] = heads;
        config["key_dim"] = keySize;
        config["value_dim"] = valueSize;
        config["dropout"] = dropout;
        config["use_bias"] = useBias;
        config["output_shape"] = outputSize is { } size ? new JsonArray(size) : null;
        config["attention_axes"] = new JsonArray(1);
        config["kernel_initializer"] = kernelInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["kernel_regularizer"] = kernelRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["seed"] = seed;
        return config;
    }

    private void Add(string part, TensorShape shape, long[] input, long[] output)
    {
        var projection = new ProjectionDense(
            input,
            output,
            useBias,
            kernelInitializer,
            biasInitializer,
            kernelRegularizer,
            biasRegularizer,
            part == "output" ? "attention_output" : part,
            DTypePolicy
        )
        {
            Trainable = Trainable,
            RunsInInferenceMode = RunsInInferenceMode,
        };
        projections.Add(($"{part}_dense", projection));
        ConstrainInner(projection);
        BuildInner(projection, shape);
    }

    /// <summary>(N or 1, T, S), true where attention is allowed; null: everywhere.</summary>
    private Tensor? Mask(IReadOnlyList<Tensor> inputs)
    {
        Tensor? all = null;
        void And(Tensor mask) => all = all is null ? mask : all.logical_and(mask);
        foreach (var (key, at) in maskAt)
        {
            var mask = inputs[at].to_type(ScalarType.Bool);
            And(
                key == "query_mask" ? mask.unsqueeze(-1)
                : key == "attention_mask" ? mask
                : mask.unsqueeze(-2)
            );
        }

        if (isCausal)
        {
            And(ones([1, inputs[0].shape[1], inputs[1].shape[1]], ScalarType.Bool, device: inputs[0].device).tril());
        }

        return all;
    }

    private bool Flag(CallArguments arguments, string key) =>
        arguments.Keywords[key] switch
        {
            null => false,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            var other => throw Refuse(new("layer.expected.flag", ("key", key)), other.ToJsonString()),
        };
}
