using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>
/// EfficientNet-Lite0 (Google TPU models, 2020): EfficientNet-B0 without squeeze-and-excitation, with ReLU6, stem and top of fixed width. Input 0..255: a
/// Rescaling
/// inside maps it to (x - 127) / 128. Its ImageNet weights come with the program.
/// </summary>
public static class EfficientNetLite
{
    // Kernel, repeats, width in, width out, expansion, stride.
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

    public static Network Lite0(BackboneOptions options)
    {
        const string Name = "efficientnet_lite0";
        using var names = NameScope.Join();
        var input = Blocks.Input(Name, options, 224, 32);
        var x = options.IncludePreprocessing ? new Rescaling(1 / 128.0, -127 / 128.0).Apply(input) : input;
        x = Blocks.CorrectPad(x, 3, "stem_conv_pad").Apply(x);
        x = new Conv2D(32, 3, strides: 2, useBias: false, name: "stem_conv").Apply(x);
        x = Activate(x, "stem_");
        for (var stage = 0; stage < Rows.Length; stage++)
        {
            var row = Rows[stage];
            for (var repeat = 0; repeat < row.Repeats; repeat++)
            {
                var (into, stride) = repeat == 0 ? (row.In, row.Stride) : (row.Out, 1);
                x = InvertedResidual(x, into, row.Out, row.Kernel, stride, row.Expansion, $"block{stage + 1}{(char)('a' + repeat)}_");
            }
        }

        x = new Conv2D(1280, 1, padding: "same", useBias: false, name: "top_conv").Apply(x);
        x = Activate(x, "top_");
        if (options.IncludeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dropout(0.2, name: "top_dropout").Apply(x);
            x = new Dense(options.Classes, activation: options.ClassifierActivation, name: "predictions").Apply(x);
        }
        else
        {
            x = Blocks.Pool(x, options);
        }

        return new Network(input, x, options.Name ?? Name);
    }

    private static KerasTensor InvertedResidual(KerasTensor input, int into, int width, int kernel, int stride, int expansion, string name)
    {
        var x = input;
        if (expansion != 1)
        {
            x = new Conv2D(into * expansion, 1, padding: "same", useBias: false, name: name + "expand_conv").Apply(x);
            x = Activate(x, name + "expand_");
        }

        if (stride == 2)
        {
            x = Blocks.CorrectPad(x, kernel, name + "dwconv_pad").Apply(x);
        }

        x = new DepthwiseConv2D(kernel, stride, stride == 2 ? "valid" : "same", useBias: false, name: name + "dwconv").Apply(x);
        x = Activate(x, name);
        x = new Conv2D(width, 1, padding: "same", useBias: false, name: name + "project_conv").Apply(x);
        x = new BatchNormalization(name: name + "project_bn").Apply(x);
        return stride == 1 && into == width ? new Add(name + "add").Apply(x, input) : x;
    }

    private static KerasTensor Activate(KerasTensor x, string name) =>
        new ReLU(maxValue: 6.0, name: name + "relu").Apply(new BatchNormalization(name: name + "bn").Apply(x));
}
