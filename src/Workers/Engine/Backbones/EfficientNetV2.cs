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

/// <summary>EfficientNetV2 (Tan and Le 2021, https://arxiv.org/abs/2104.00298; https://keras.io/api/applications/efficientnet_v2/). Input 0..255: it rescales
/// and normalises inside.</summary>
public static class EfficientNetV2
{
    // Repeats, width in, width out, expansion, stride, fused, squeeze-and-excitation: the paper's table 4; every kernel is 3x3.
    private static readonly Row[] Base =
    [
        new(1, 32, 16, 1, 1, true, false),
        new(2, 16, 32, 4, 2, true, false),
        new(2, 32, 48, 4, 2, true, false),
        new(3, 48, 96, 4, 2, false, true),
        new(5, 96, 112, 6, 1, false, true),
        new(8, 112, 192, 6, 2, false, true),
    ];

    private static readonly Row[] Small =
    [
        new(2, 24, 24, 1, 1, true, false),
        new(4, 24, 48, 4, 2, true, false),
        new(4, 48, 64, 4, 2, true, false),
        new(6, 64, 128, 4, 2, false, true),
        new(9, 128, 160, 6, 1, false, true),
        new(15, 160, 256, 6, 2, false, true),
    ];

    private static readonly Row[] Medium =
    [
        new(3, 24, 24, 1, 1, true, false),
        new(5, 24, 48, 4, 2, true, false),
        new(5, 48, 80, 4, 2, true, false),
        new(7, 80, 160, 4, 2, false, true),
        new(14, 160, 176, 6, 1, false, true),
        new(18, 176, 304, 6, 2, false, true),
        new(5, 304, 512, 6, 1, false, true),
    ];

    private static readonly Row[] Large =
    [
        new(4, 32, 32, 1, 1, true, false),
        new(7, 32, 64, 4, 2, true, false),
        new(7, 64, 96, 4, 2, true, false),
        new(10, 96, 192, 4, 2, false, true),
        new(19, 192, 224, 6, 1, false, true),
        new(25, 224, 384, 6, 2, false, true),
        new(7, 384, 640, 6, 1, false, true),
    ];

    public static Network B0(BackboneOptions options) => Build("efficientnetv2-b0", Base, 1.0, 1.0, 224, options);

    public static Network B1(BackboneOptions options) => Build("efficientnetv2-b1", Base, 1.0, 1.1, 240, options);

    public static Network B2(BackboneOptions options) => Build("efficientnetv2-b2", Base, 1.1, 1.2, 260, options);

    public static Network B3(BackboneOptions options) => Build("efficientnetv2-b3", Base, 1.2, 1.4, 300, options);

    public static Network S(BackboneOptions options) => Build("efficientnetv2-s", Small, 1.0, 1.0, 384, options);

    public static Network M(BackboneOptions options) => Build("efficientnetv2-m", Medium, 1.0, 1.0, 480, options);

    public static Network L(BackboneOptions options) => Build("efficientnetv2-l", Large, 1.0, 1.0, 480, options);

    private static Network Build(string name, Row[] rows, double widths, double depths, int size, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, size, 32);
        var x = options.IncludePreprocessing ? Preprocess(input, rows == Base) : input;
        x = new Conv2D(Width(rows[0].In), 3, strides: 2, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: "stem_conv").Apply(x);
        x = Activate(x, "stem_");
        var blocks = (double)rows.Sum(row => row.Repeats);
        var index = 0;
        for (var stage = 0; stage < rows.Length; stage++)
        {
            var row = rows[stage];
            for (var repeat = 0; repeat < (int)Math.Ceiling(depths * row.Repeats); repeat++, index++)
            {
                var (into, stride) = repeat == 0 ? (row.In, row.Stride) : (row.Out, 1);
                var block = $"block{stage + 1}{(char)('a' + repeat)}_";
                x = row.Fused
                    ? FusedMBConv(x, Width(into), Width(row.Out), stride, row.Expansion, 0.2 * index / blocks, block)
                    : MBConv(x, Width(into), Width(row.Out), stride, row.Expansion, row.Squeeze, 0.2 * index / blocks, block);
            }
        }

        x = new Conv2D(Width(1280), 1, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: "top_conv").Apply(x);
        x = Activate(x, "top_");
        if (options.IncludeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dropout(0.2, name: "top_dropout").Apply(x);
            x = new Dense(
                options.Classes,
                activation: options.ClassifierActivation,
                kernelInitializer: Blocks.DenseKernel,
                biasInitializer: new Graph.Initializers.Constant(0),
                name: "predictions"
            ).Apply(x);
        }
        else
        {
            x = Blocks.Pool(x, options);
        }

        return new Network(input, x, options.Name ?? name);

        // Unlike its first version it rounds to the nearest eight, however far that is down.
        int Width(int width) => Math.Max(8, (int)(width * widths + 4) / 8 * 8);
    }

    private static KerasTensor Preprocess(KerasTensor input, bool isBase) =>
        isBase && Blocks.Channels(input) == 3
            ? new Normalization([3], [0.485, 0.456, 0.406], [0.229 * 0.229, 0.224 * 0.224, 0.225 * 0.225]).Apply(new Rescaling(1.0 / 255).Apply(input))
            : new Rescaling(1 / 128.0, -1).Apply(input);

    private static KerasTensor MBConv(KerasTensor input, int into, int width, int stride, int expansion, bool squeeze, double dropRate, string name)
    {
        var expanded = into * expansion;
        var x = input;
        if (expansion != 1)
        {
            x = Conv(x, expanded, 1, 1, name + "expand_conv");
            x = Activate(x, name + "expand_");
        }

        x = new DepthwiseConv2D(3, stride, "same", useBias: false, depthwiseInitializer: Blocks.ConvKernel, name: name + "dwconv2").Apply(x);
        x = Activate(x, name);
        x = squeeze ? SqueezeExcite(x, Math.Max(1, into / 4), expanded, name) : x;
        x = Norm(Conv(x, width, 1, 1, name + "project_conv"), name + "project_bn");
        return Join(x, input, stride == 1 && into == width, dropRate, name);
    }

    /// <summary>A plain 3x3 convolution in place of the expansion and the depthwise one.</summary>
    private static KerasTensor FusedMBConv(KerasTensor input, int into, int width, int stride, int expansion, double dropRate, string name)
    {
        var x = input;
        if (expansion != 1)
        {
            x = Activate(Conv(x, into * expansion, 3, stride, name + "expand_conv"), name + "expand_");
        }

        x = Conv(x, width, expansion == 1 ? 3 : 1, expansion == 1 ? stride : 1, name + "project_conv");
        x = Norm(x, name + "project_bn");
        x = expansion == 1 ? new Activation("swish", name: name + "project_activation").Apply(x) : x;
        return Join(x, input, stride == 1 && into == width, dropRate, name);
    }

    private static KerasTensor Join(KerasTensor x, KerasTensor input, bool residual, double dropRate, string name)
    {
        if (!residual)
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

    private static KerasTensor Conv(KerasTensor x, int width, int kernel, int stride, string name) =>
        new Conv2D(width, kernel, strides: stride, padding: "same", useBias: false, kernelInitializer: Blocks.ConvKernel, name: name).Apply(x);

    private static KerasTensor Norm(KerasTensor x, string name) => new BatchNormalization(axis: 3, momentum: 0.9, name: name).Apply(x);

    private static KerasTensor Activate(KerasTensor x, string name) => new Activation("swish", name: name + "activation").Apply(Norm(x, name + "bn"));

    private sealed record Row(int Repeats, int In, int Out, int Expansion, int Stride, bool Fused, bool Squeeze);
}
