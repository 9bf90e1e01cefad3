using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>How a backbone is built; the defaults are those of Keras Applications with <c>include_top=False</c>.</summary>
public sealed record BackboneOptions
{
    /// <summary>With the classifier of ImageNet.</summary>
    public bool IncludeTop { get; init; }

    /// <summary>True where published ImageNet weights will be loaded: EfficientNet then has one Rescaling more.</summary>
    public bool ForImageNetWeights { get; init; }

    /// <summary>(H, W, C) with nulls where open; null takes the family's default size.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>"avg", "max" or null: what stands behind the last feature map when there is no top.</summary>
    public string? Pooling { get; init; }

    public int Classes { get; init; } = 1000;

    /// <summary>"softmax" by default; null for logits.</summary>
    public string? ClassifierActivation { get; init; } = "softmax";

    /// <summary>Width multiplier of the MobileNets, 1 by default.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>MobileNetV3's variant without squeeze-and-excitation, hard-swish and 5x5 kernels.</summary>
    public bool Minimalistic { get; init; }

    /// <summary>False leaves out the preprocessing layers of families that have them inside.</summary>
    public bool IncludePreprocessing { get; init; } = true;

    /// <summary>The network's name; null takes Keras's.</summary>
    public string? Name { get; init; }
}
