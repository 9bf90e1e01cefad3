using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>Keras's activation functions by name (https://keras.io/api/layers/activations/). Any shape in, the same shape out; softmax runs over the last
/// axis.</summary>
public sealed record ActivationFunction(string Name, Func<Tensor, Tensor> Apply)
{
    /// <summary>Keras 2's hard_sigmoid, max(0, min(1, 0.2 x + 0.5)); Keras 3's is another.</summary>
    internal const string HardSigmoidOfKeras2 = "hard_sigmoid_of_keras_2";

    public static readonly ActivationFunction Linear = new("linear", x => x);

    private static readonly Dictionary<string, ActivationFunction> Table = new[]
    {
        Linear,
        new("relu", x => nn.functional.relu(x)),
        new("relu6", x => nn.functional.relu6(x)),
        new("sigmoid", x => x.sigmoid()),
        new("tanh", x => x.tanh()),
        new("softmax", Softmax),
        new("log_softmax", x => nn.functional.log_softmax(x, -1)),
        new("silu", x => nn.functional.silu(x)),
        // Keras writes its own name of a function, whatever alias it was given.
        new ActivationFunction("hard_silu", x => nn.functional.hardswish(x)),
        new("hard_sigmoid", x => nn.functional.hardsigmoid(x)),
        new("gelu", x => nn.functional.gelu(x)),
        new("elu", x => nn.functional.elu(x, 1.0)),
        new("selu", x => nn.functional.selu(x)),
        new("softplus", x => nn.functional.softplus(x)),
        new("softsign", x => nn.functional.softsign(x)),
        new("leaky_relu", x => nn.functional.leaky_relu(x, 0.2)),
        new("exponential", x => x.exp()),
        new("mish", x => nn.functional.mish(x)),
        new("hard_tanh", x => x.clamp(-1, 1)),
        new("celu", x => nn.functional.celu(x, 1.0)),
        new("hard_shrink", x => where(x.abs() > 0.5, x, zeros_like(x))),
        new("soft_shrink", x => x.sign() * (x.abs() - 0.5).clamp_min(0)),
        new("tanh_shrink", x => x - x.tanh()),
        new("squareplus", x => (x + (x.square() + 4).sqrt()) / 2),
        new("sparse_plus", x => where(x <= -1, zeros_like(x), where(x < 1, (x + 1).square() / 4, x))),
        new("sparse_sigmoid", x => ((x + 1) / 2).clamp(0, 1)),
        new("sparsemax", Sparsemax),
        new(HardSigmoidOfKeras2, x => ((x * 0.2) + 0.5).clamp(0, 1)),
        new("log_sigmoid", x => nn.functional.logsigmoid(x)),
    }.ToDictionary(function => function.Name);

    private static readonly Dictionary<string, string> Aliases = new() { ["swish"] = "silu", ["hard_swish"] = "hard_silu" };

    /// <summary>The function of that name; null is linear.</summary>
    public static ActivationFunction Named(string? name) =>
        name is null ? Linear : Find(name) ?? throw new RefusedException(new Refusal("layer.activation.unknown", ("received", name)));

    /// <summary>The function of that name, or null.</summary>
    internal static ActivationFunction? Find(string name) => Table.GetValueOrDefault(Aliases.GetValueOrDefault(name, name));

    /// <summary>A layer without weights used as a function, LeakyReLU(0.1) as a rule.</summary>
    internal static ActivationFunction Of(Layer layer) =>
        new($"{layer.ClassName} layer", x => layer.Invoke([x], CallContext.Inference)[0]) { Description = NetworkConfig.Describe(layer) };

    /// <summary>How a file has it where it is more than a name.</summary>
    private JsonNode? Description { get; init; }

    /// <exception cref="RefusedException">Keras 3, whose files are written, has no such function.</exception>
    public JsonNode ToJson() =>
        Description?.DeepClone()
        ?? (Name == HardSigmoidOfKeras2 ? throw new RefusedException(new Refusal("layer.activation.hardSigmoid")) : JsonValue.Create(Name));

    // Martins and Astudillo 2016: the nearest point of the simplex.
    private static Tensor Sparsemax(Tensor x)
    {
        var sorted = x.sort(-1, descending: true).Values;
        var sums = sorted.cumsum(-1);
        var count = arange(1, x.shape[^1] + 1, x.dtype, x.device);
        var support = (1 + count * sorted > sums).to_type(x.dtype);
        var size = support.sum([-1L], keepdim: true);
        var threshold = ((sorted * support).sum([-1L], keepdim: true) - 1) / size;
        return (x - threshold).clamp_min(0);
    }

    private static Tensor Softmax(Tensor x) =>
        x.is_floating_point() && x.dtype is ScalarType.Float32 or ScalarType.Float64
            ? nn.functional.softmax(x, -1)
            : nn.functional.softmax(x.to_type(ScalarType.Float32), -1).to_type(x.dtype);
}
