using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>How a forward pass is meant: inference by default.</summary>
public sealed class CallContext
{
    public static readonly CallContext Inference = new();

    /// <summary>True in a training step: dropout and augmentation draw, batch normalisation follows <see cref="BatchNormMode"/>.</summary>
    public bool Training { get; init; }

    public BatchNormMode BatchNormMode { get; init; } = BatchNormMode.Inference;

    /// <summary>The source of every random draw of the pass; its state belongs into a checkpoint. Needed when <see cref="Training"/> meets a random
    /// layer.</summary>
    public Generator? Generator { get; init; }

    /// <summary>The type in which depthwise convolutions of <c>mixed_bfloat16</c> compute on the CPU, their result rounded: what a training run has found the
    /// faster.</summary>
    public ScalarType Depthwise { get; init; } = ScalarType.Float32;

    /// <summary>True where a pass is run a second time for its gradients: draws are the first pass's, and nothing that the first pass moved (averages,
    /// spectral vectors) moves again.</summary>
    internal bool Repeats { get; init; }

    /// <summary>Mixes of this pass, in order; whoever computes a loss from it takes and disposes them.</summary>
    internal List<LabelMix> LabelMixes { get; } = [];

    /// <summary>The same meaning for a pass of its own: mixes are not shared.</summary>
    /// <param name="generator">What it draws from.</param>
    internal CallContext Again(Generator? generator, bool repeats = false) =>
        new()
        {
            Training = Training,
            BatchNormMode = BatchNormMode,
            Generator = generator,
            Depthwise = Depthwise,
            Repeats = repeats,
        };

    /// <summary>Draws from 0 to 1 for a layer, float32. Taken on the CPU, so that a run draws the same numbers on every device.</summary>
    /// <param name="beside">Where they are needed.</param>
    internal Tensor Uniform(string layer, long[] shape, Tensor beside) =>
        Layout.Beside(beside, rand(shape, ScalarType.Float32, generator: RequireGenerator(layer)));

    /// <summary>As <see cref="Uniform"/>, from the normal distribution.</summary>
    internal Tensor Normal(string layer, long[] shape, Tensor beside) =>
        Layout.Beside(beside, randn(shape, ScalarType.Float32, generator: RequireGenerator(layer)));

    internal Generator RequireGenerator(string layer) =>
        Generator ?? throw new InvalidOperationException($"Layer '{layer}' draws random numbers in training, and the call context has no generator.");
}
