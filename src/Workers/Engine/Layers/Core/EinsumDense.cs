using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>A dense layer whose product is an einsum equation, "abc,cd->abd" (https://keras.io/api/layers/core_layers/einsum_dense/). "..." stands for axes
/// left alone, at the start or at the end.</summary>
public sealed class EinsumDense : Layer, IActivated
{
    private readonly string equation;
    private readonly JsonNode outputJson;
    private readonly long?[] partial;
    private readonly string? biasAxes;
    private readonly ActivationFunction activation;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;
    private readonly string left;
    private readonly string weights;
    private readonly string output;
    private Variable? kernel;
    private Variable? bias;

    private EinsumDense(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.OnlyNull("activity_regularizer", "lora_rank", "lora_alpha", "gptq_unpacked_column_size", "quantization_config");
        equation = config.Text("equation");
        outputJson = config.Node("output_shape")?.DeepClone() ?? throw config.Refuse("output_shape", new("layer.setting.numberOrList"));
        partial = outputJson is JsonArray list ? [.. TensorShape.FromJson(list)] : [config.Int("output_shape")];
        (biasAxes, activation) = (config.Has("bias_axes") ? config.Text("bias_axes") : null, config.Activation());
        (kernelInitializer, biasInitializer) = (
            config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform),
            config.Initializer("bias_initializer", new Zeros())
        );
        (kernelRegularizer, biasRegularizer) = (config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"));
        string[] parts = equation.Replace(" ", "").Split("->");
        string[] sources = parts[0].Split(',');
        var valid =
            parts.Length == 2
            && sources.Length == 2
            && IsAxes(sources[0])
            && IsAxes(parts[1])
            && sources[1].All(char.IsAsciiLetter)
            && Ellipsis(sources[0]) == Ellipsis(parts[1]);
        (left, weights, output) = valid ? (sources[0], sources[1], parts[1]) : throw config.Refuse("equation", new("layer.setting.equation"));
    }

    public string ActivationName => activation.Name;

    public static EinsumDense FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var sizes = Sizes(inputShapes[0]);
        long Known(char axis) =>
            sizes.GetValueOrDefault(axis)
            ?? throw Refuse(new("layer.expected.equationAxisKnown", ("axis", axis.ToString()), ("equation", equation)), inputShapes[0]);
        kernel = AddWeight("kernel", [.. weights.Select(Known)], kernelInitializer, regularizer: kernelRegularizer);
        if (biasAxes is not null)
        {
            var plain = output.Replace("...", "");
            var first = biasAxes.Length == 0 ? 0 : biasAxes.Min(axis => plain.IndexOf(axis));
            if (first < 0 || biasAxes.Length == 0)
            {
                throw Refuse(new("layer.expected.biasAxes", ("output", output)), biasAxes);
            }

            // Every axis behind the first of the bias has a place, of size 1 where the bias is the same along it.
            bias = AddWeight(
                "bias",
                [.. plain[first..].Select(axis => biasAxes.Contains(axis) ? Known(axis) : 1)],
                biasInitializer,
                regularizer: biasRegularizer
            );
        }
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var sizes = Sizes(inputShapes[0]);
        var rest = Rest(inputShapes[0]);
        var plain = output.Replace("...", "").Select(axis => sizes.GetValueOrDefault(axis));
        return Ellipsis(output) switch
        {
            1 => new TensorShape([.. rest, .. plain]),
            -1 => new TensorShape([.. plain, .. rest]),
            _ => new TensorShape(plain),
        };
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var product = einsum(equation.Replace(" ", ""), inputs[0], Cast(kernel!));
        if (bias is null)
        {
            return product;
        }

        var added = Cast(bias);
        return product
            + (
                Ellipsis(output) == -1
                    ? added.reshape([.. added.shape, .. Enumerable.Repeat(1L, (int)(product.Dimensions - output.Replace("...", "").Length))])
                    : added
            );
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["output_shape"] = new TensorShape(partial).ToJson();
        config["equation"] = equation;
        config["activation"] = activation.ToJson();
        config["bias_axes"] = biasAxes;
        config["kernel_initializer"] = kernelInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["kernel_regularizer"] = kernelRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["quantization_config"] = null;
        return config;
    }

    private static bool IsAxes(string axes) =>
        axes.Replace("...", "").All(char.IsAsciiLetter)
        && (!axes.Contains('.') || axes.StartsWith("...", StringComparison.Ordinal) || axes.EndsWith("...", StringComparison.Ordinal));

    private static int Ellipsis(string axes) =>
        axes.StartsWith("...", StringComparison.Ordinal) ? 1
        : axes.EndsWith("...", StringComparison.Ordinal) ? -1
        : 0;

    /// <summary>The input's axes that the ellipsis stands for.</summary>
    private IEnumerable<long?> Rest(TensorShape input)
    {
        var named = left.Replace("...", "").Length;
        return Ellipsis(left) switch
        {
            1 => input.SkipLast(named),
            -1 => input.Skip(named),
            _ => [],
        };
    }

    /// <summary>The size of every axis: the input's, and those that only the output has from output_shape.</summary>
    private Dictionary<char, long?> Sizes(TensorShape input)
    {
        var plain = left.Replace("...", "");
        if (input.Rank < plain.Length || (Ellipsis(left) == 0 && input.Rank != plain.Length))
        {
            throw Refuse(new("layer.expected.equationAxes", ("axes", left)), input);
        }

        long?[] named = Ellipsis(left) == 1 ? [.. input.TakeLast(plain.Length)] : [.. input.Take(plain.Length)];
        var sizes = plain.Zip(named).ToDictionary(pair => pair.First, pair => pair.Second);

        // output_shape leaves the batch out, and the axes of an ellipsis.
        var target = output.Replace("...", "");
        long?[] declared =
            target.Length == partial.Length + 1 ? [null, .. partial]
            : target.Length == partial.Length ? partial
            : throw Refuse(new("layer.expected.outputShape", ("output", output)), outputJson.ToJsonString());
        foreach (var (axis, size) in target.Zip(declared))
        {
            if (!sizes.TryGetValue(axis, out var known) || known is null)
            {
                sizes[axis] = size ?? known;
            }
        }

        return sizes;
    }
}
