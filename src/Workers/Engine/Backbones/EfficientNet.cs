using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>EfficientNet (Tan and Le 2019, https://arxiv.org/abs/1905.11946; https://keras.io/api/applications/efficientnet/). Input 0..255: it rescales and
/// normalises inside.</summary>
public static class EfficientNet
{
    // Kernel, repeats, width in, width out, expansion, stride: the paper's table 1.
    private static readonly (int Kernel, int Repeats, int In, int Out, int Expansion, int Stride)[] Rows =
    [
        (3, 1, 32, 16, 1, 1),
        (3, 2, 16, 24, 6, 2),
        (5, 2, 24, 40, 6, 2),
        (3, 3, 40, 80, 6, 2),
        (5, 3, 80, 112, 6, 1),
        (5, 4, 112, 192, 6, 2),
        (3, 1, 192, 320, 6, 1),
    ];

    private static readonly double[] ImageNetDeviation = [0.229, 0.224, 0.225];

    public static Network B0(BackboneOptions options) => Build("efficientnetb0", 1.0, 1.0, 224, 0.2, options);

    public static Network B1(BackboneOptions options) => Build("efficientnetb1", 1.0, 1.1, 240, 0.2, options);

    public static Network B2(BackboneOptions options) => Build("efficientnetb2", 1.1, 1.2, 260, 0.3, options);

    public static Network B3(BackboneOptions options) => Build("efficientnetb3", 1.2, 1.4, 300, 0.3, options);

    public static Network B4(BackboneOptions options) => Build("efficientnetb4", 1.4, 1.8, 380, 0.4, options);

    public static Network B5(BackboneOptions options) => Build("efficientnetb5", 1.6, 2.2, 456, 0.4, options);

    public static Network B6(BackboneOptions options) => Build("efficientnetb6", 1.8, 2.6, 528, 0.5, options);

    public static Network B7(BackboneOptions options) => Build("efficientnetb7", 2.0, 3.1, 600, 0.5, options);

    private static Network Build(string name, double widths, double depths, int size, double dropout, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, size, 32);
        var x = new Rescaling(1.0 / 255).Apply(input);
        x = new Normalization([3]).Apply(x);
        if (options.ForImageNetWeights)
        {
            // The published statistics hold the deviation where the variance belongs; Keras makes up for it here.
            x = new Rescaling([.. ImageNetDeviation.Select(deviation => 1 / Math.Sqrt(deviation))], [0.0]).Apply(x);
        }

        x = Blocks.CorrectPad(x, 3, "stem_conv_pad").Apply(x);
        x = new Conv2D(Width(32), 3, strides: 2, useBias: false, kernelInitializer: Blocks.ConvKernel, name: "stem_conv").Apply(x);
        x = Activate(x, "stem_");
        var blocks = (double)Rows.Sum(row => Depth(row.Repeats));
        var index = 0;
        for (var stage = 0; stage < Rows.Length; stage++)
        {
            var row = Rows[stage];
            for (var repeat = 0; repeat < Depth(row.Repeats); repeat++, index++)
            {
                var (into, stride) = repeat == 0 ? (row.In, row.Stride) : (row.Out, 1);
                x = MBConv(x, Width(into), Width(row.Out), row.Kernel, stride, row.Expansion, 0.2 * index / blocks, $"block{stage + 1}{(char)('a' + repeat)}_");
            }
        }

        x = new Conv2D(Width(1280), 1, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: "top_conv").Apply(x);
        x = Activate(x, "top_");
        if (options.IncludeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dropout(dropout, name: "top_dropout").Apply(x);
            x = new Dense(options.Classes, activation: options.ClassifierActivation, kernelInitializer: Blocks.DenseKernel, name: "predictions").Apply(x);
        }
        else
        {
            x = Blocks.Pool(x, options);
        }

        return new Network(input, x, options.Name ?? name);

        int Width(int width) => Blocks.Round(width * widths);
        int Depth(int repeats) => (int)Math.Ceiling(repeats * depths);
    }

    /// <summary>Inverted residual with squeeze-and-excitation.</summary>
    private static KerasTensor MBConv(KerasTensor input, int into, int width, int kernel, int stride, int expansion, double dropRate, string name)
    {
        var expanded = into * expansion;
        var x = input;
        if (expansion != 1)
        {
            x = new Conv2D(expanded, 1, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: name + "expand_conv").Apply(x);
            x = Activate(x, name + "expand_");
        }

        if (stride == 2)
        {
            x = Blocks.CorrectPad(x, kernel, name + "dwconv_pad").Apply(x);
        }

        x = new DepthwiseConv2D(
            kernel,
            stride,
            stride == 2 ? "valid" : "same",
            useBias: false,
            depthwiseInitializer: Blocks.ConvKernel,
            name: name + "dwconv"
        ).Apply(x);
        x = Activate(x, name);
        x = SqueezeExcite(x, Math.Max(1, into / 4), expanded, name);
        x = new Conv2D(width, 1, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: name + "project_conv").Apply(x);
        x = Norm(name + "project_bn").Apply(x);
        if (stride != 1 || into != width)
        {
            return x;
        }

        x = dropRate > 0 ? new Dropout(dropRate, [null, 1, 1, 1], name: name + "drop").Apply(x) : x;
        return new Add(name + "add").Apply(x, input);
    }

    private static KerasTensor SqueezeExcite(KerasTensor input, int narrow, int width, string name)
    {
        var x = new GlobalAveragePooling2D(name: name + "se_squeeze").Apply(input);
        x = new Reshape([1, 1, width], name: name + "se_reshape").Apply(x);
        x = new Conv2D(narrow, 1, padding: "same", activation: "swish", kernelInitializer: Blocks.ConvKernel, name: name + "se_reduce").Apply(x);
        x = new Conv2D(width, 1, padding: "same", activation: "sigmoid", kernelInitializer: Blocks.ConvKernel, name: name + "se_expand").Apply(x);
        return new Multiply(name + "se_excite").Apply(input, x);
    }

    private static KerasTensor Activate(KerasTensor x, string name) => new Activation("swish", name: name + "activation").Apply(Norm(name + "bn").Apply(x));

    private static BatchNormalization Norm(string name) => new(axis: 3, name: name);
}
