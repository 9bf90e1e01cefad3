using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>What the families share: input shapes, the padding of strided convolutions, widths rounded to eights, the end of a network.</summary>
internal static class Blocks
{
    /// <summary>EfficientNet's: He normal over the outputs.</summary>
    public static Initializer ConvKernel => new VarianceScaling(2, "fan_out", "truncated_normal");

    public static Initializer DenseKernel => new VarianceScaling(1.0 / 3, "fan_out", "uniform");

    /// <summary>The network's input, refused below the family's minimum as in Keras.</summary>
    public static KerasTensor Input(string family, BackboneOptions options, int defaultSize, int minimumSize)
    {
        var shape = options.InputShape ?? TensorShape.Of(defaultSize, defaultSize, 3);
        if (shape.Rank != 3 || shape[2] is null or < 1)
        {
            throw new RefusedException(new Refusal("backbone.input.rank", ("family", family), ("received", shape.ToString())));
        }

        if (shape[0] < minimumSize || shape[1] < minimumSize)
        {
            throw new RefusedException(new Refusal("backbone.input.small", ("family", family), ("least", minimumSize), ("received", shape.ToString())));
        }

        if (options.IncludeTop && (shape[0] is null || shape[1] is null))
        {
            throw new RefusedException(new Refusal("backbone.input.unknown", ("family", family), ("received", shape.ToString())));
        }

        return InputLayer.Of([.. shape]).Output;
    }

    /// <summary>Margins of a strided "valid" convolution that sees what TensorFlow's "same" sees (imagenet_utils.correct_pad).</summary>
    public static ZeroPadding2D CorrectPad(KerasTensor x, int kernel, string name)
    {
        var half = kernel / 2;
        (int, int) Side(long? length) => (half - (length is { } known ? (int)(1 - known % 2) : 1), half);
        return new ZeroPadding2D(Side(x.Shape[1]), Side(x.Shape[2]), name: name);
    }

    /// <summary>Rounds a width to a multiple of the divisor, never more than a tenth down.</summary>
    public static int Round(double width, int divisor = 8)
    {
        var rounded = Math.Max(divisor, (int)(width + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * width ? rounded + divisor : rounded;
    }

    public static int Channels(KerasTensor x) => (int)x.Shape[^1]!.Value;

    /// <summary>The end most families have: pooling and classifier, or the pooling that was asked for.</summary>
    public static KerasTensor End(KerasTensor x, BackboneOptions options, bool namedPooling = true) =>
        options.IncludeTop
            ? new Dense(options.Classes, activation: options.ClassifierActivation, name: "predictions").Apply(
                new GlobalAveragePooling2D(name: "avg_pool").Apply(x)
            )
            : Pool(x, options, namedPooling);

    /// <summary>The pooling behind the last feature map, if one is asked for; some families leave it to Keras's numbering.</summary>
    public static KerasTensor Pool(KerasTensor x, BackboneOptions options, bool named = true) =>
        options.Pooling switch
        {
            null => x,
            "avg" => new GlobalAveragePooling2D(name: named ? "avg_pool" : null).Apply(x),
            "max" => new GlobalMaxPooling2D(name: named ? "max_pool" : null).Apply(x),
            _ => throw new RefusedException(new Refusal("backbone.pooling", ("received", options.Pooling))),
        };
}
