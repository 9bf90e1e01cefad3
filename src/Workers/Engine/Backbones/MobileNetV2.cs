using System.Globalization;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>MobileNetV2 (Sandler et al. 2018, https://arxiv.org/abs/1801.04381; https://keras.io/api/applications/mobilenet/). Input -1..1.</summary>
public static class MobileNetV2
{
    // Expansion, width, repeats, stride: the paper's table 2.
    private static readonly (int Expansion, int Width, int Repeats, int Stride)[] Rows =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    public static Network Build(BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input("mobilenetv2", options, 224, 32);
        var name = options.Name ?? string.Create(CultureInfo.InvariantCulture, $"mobilenetv2_{options.Alpha:0.00}_{input.Shape[1] ?? 224}");
        var x = new Conv2D(Blocks.Round(32 * options.Alpha), 3, strides: 2, padding: "same", useBias: false, name: "Conv1").Apply(input);
        x = Activate(Norm(x, "bn_Conv1"), "Conv1_relu");
        var index = 0;
        foreach (var row in Rows)
        {
            for (var repeat = 0; repeat < row.Repeats; repeat++, index++)
            {
                x = InvertedResidual(x, row.Expansion, Blocks.Round((int)(row.Width * options.Alpha)), repeat == 0 ? row.Stride : 1, index);
            }
        }

        x = new Conv2D(options.Alpha > 1 ? Blocks.Round(1280 * options.Alpha) : 1280, 1, useBias: false, name: "Conv_1").Apply(x);
        x = Activate(Norm(x, "Conv_1_bn"), "out_relu");
        x = options.IncludeTop
            ? new Dense(options.Classes, activation: options.ClassifierActivation, name: "predictions").Apply(new GlobalAveragePooling2D().Apply(x))
            : Blocks.Pool(x, options, named: false);
        return new Network(input, x, name);
    }

    private static KerasTensor InvertedResidual(KerasTensor input, int expansion, int width, int stride, int index)
    {
        var prefix = index == 0 ? "expanded_conv_" : $"block_{index}_";
        var x = input;
        if (index > 0)
        {
            x = new Conv2D(expansion * Blocks.Channels(input), 1, padding: "same", useBias: false, name: prefix + "expand").Apply(x);
            x = Activate(Norm(x, prefix + "expand_BN"), prefix + "expand_relu");
        }

        if (stride == 2)
        {
            x = Blocks.CorrectPad(x, 3, prefix + "pad").Apply(x);
        }

        x = new DepthwiseConv2D(3, stride, stride == 1 ? "same" : "valid", useBias: false, name: prefix + "depthwise").Apply(x);
        x = Activate(Norm(x, prefix + "depthwise_BN"), prefix + "depthwise_relu");
        x = new Conv2D(width, 1, padding: "same", useBias: false, name: prefix + "project").Apply(x);
        x = Norm(x, prefix + "project_BN");
        return stride == 1 && Blocks.Channels(input) == width ? new Add(prefix + "add").Apply(input, x) : x;
    }

    private static KerasTensor Norm(KerasTensor x, string name) => new BatchNormalization(epsilon: 1e-3, momentum: 0.999, name: name).Apply(x);

    private static KerasTensor Activate(KerasTensor x, string name) => new ReLU(maxValue: 6.0, name: name).Apply(x);
}
