using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>MobileNetV3 (Howard et al. 2019, https://arxiv.org/abs/1905.02244; https://keras.io/api/applications/mobilenet/). Input 0..255: a Rescaling inside
/// maps it to -1..1.</summary>
public static class MobileNetV3
{
    // Expansion, width, kernel, stride, squeeze-and-excitation, hard-swish: the paper's tables 1 and 2. Kernel 5 and the marks fall away in the minimalistic
    // variant.
    private static readonly (double Expansion, int Width, int Kernel, int Stride, bool Squeeze, bool HardSwish)[] SmallRows =
    [
        (1, 16, 3, 2, true, false),
        (72.0 / 16, 24, 3, 2, false, false),
        (88.0 / 24, 24, 3, 1, false, false),
        (4, 40, 5, 2, true, true),
        (6, 40, 5, 1, true, true),
        (6, 40, 5, 1, true, true),
        (3, 48, 5, 1, true, true),
        (3, 48, 5, 1, true, true),
        (6, 96, 5, 2, true, true),
        (6, 96, 5, 1, true, true),
        (6, 96, 5, 1, true, true),
    ];

    private static readonly (double Expansion, int Width, int Kernel, int Stride, bool Squeeze, bool HardSwish)[] LargeRows =
    [
        (1, 16, 3, 1, false, false),
        (4, 24, 3, 2, false, false),
        (3, 24, 3, 1, false, false),
        (3, 40, 5, 2, true, false),
        (3, 40, 5, 1, true, false),
        (3, 40, 5, 1, true, false),
        (6, 80, 3, 2, false, true),
        (2.5, 80, 3, 1, false, true),
        (2.3, 80, 3, 1, false, true),
        (2.3, 80, 3, 1, false, true),
        (6, 112, 3, 1, true, true),
        (6, 112, 3, 1, true, true),
        (6, 160, 5, 2, true, true),
        (6, 160, 5, 1, true, true),
        (6, 160, 5, 1, true, true),
    ];

    public static Network Small(BackboneOptions options) => Build("MobileNetV3Small", SmallRows, 1024, options);

    public static Network Large(BackboneOptions options) => Build("MobileNetV3Large", LargeRows, 1280, options);

    private static Network Build(
        string name,
        (double Expansion, int Width, int Kernel, int Stride, bool Squeeze, bool HardSwish)[] rows,
        int lastWidth,
        BackboneOptions options
    )
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        var block = new Block(options.Minimalistic);
        var x = options.IncludePreprocessing ? new Rescaling(1 / 127.5, -1.0).Apply(input) : input;
        x = new Conv2D(16, 3, strides: 2, padding: "same", useBias: false, name: "conv").Apply(x);
        x = block.Activate(Norm("conv_bn").Apply(x), true);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            x = block.InvertedResidual(x, row.Expansion, Blocks.Round(row.Width * options.Alpha), row.Kernel, row.Stride, row.Squeeze, row.HardSwish, i);
        }

        x = new Conv2D(Blocks.Round(Blocks.Channels(x) * 6), 1, padding: "same", useBias: false, name: "conv_1").Apply(x);
        x = block.Activate(Norm("conv_1_bn").Apply(x), true);
        x = options.IncludeTop ? Top(x, block, options.Alpha > 1 ? Blocks.Round(lastWidth * options.Alpha) : lastWidth, options) : Blocks.Pool(x, options);
        return new Network(input, x, options.Name ?? name);
    }

    private static KerasTensor Top(KerasTensor x, Block block, int width, BackboneOptions options)
    {
        x = new GlobalAveragePooling2D(keepdims: true).Apply(x);
        x = new Conv2D(width, 1, padding: "same", name: "conv_2").Apply(x);
        x = block.Activate(x, true);
        x = new Dropout(0.2).Apply(x);
        x = new Conv2D(options.Classes, 1, padding: "same", name: "logits").Apply(x);
        x = new Flatten().Apply(x);
        return new Activation(options.ClassifierActivation ?? "linear", name: "predictions").Apply(x);
    }

    private static BatchNormalization Norm(string name) => new(epsilon: 1e-3, momentum: 0.999, name: name);

    private sealed class Block(bool minimalistic)
    {
        public KerasTensor Activate(KerasTensor x, bool hardSwish) => hardSwish && !minimalistic ? new Activation("hard_swish").Apply(x) : new ReLU().Apply(x);

        public KerasTensor InvertedResidual(KerasTensor input, double expansion, int width, int kernel, int stride, bool squeeze, bool hardSwish, int index)
        {
            var prefix = index == 0 ? "expanded_conv_" : $"expanded_conv_{index}_";
            kernel = minimalistic ? 3 : kernel;
            var expanded = Blocks.Round(Blocks.Channels(input) * expansion);
            var x = input;
            if (index > 0)
            {
                x = new Conv2D(expanded, 1, padding: "same", useBias: false, name: prefix + "expand").Apply(x);
                x = Activate(Norm(prefix + "expand_bn").Apply(x), hardSwish);
            }

            if (stride == 2)
            {
                x = Blocks.CorrectPad(x, kernel, prefix + "depthwise_pad").Apply(x);
            }

            x = new DepthwiseConv2D(kernel, stride, stride == 1 ? "same" : "valid", useBias: false, name: prefix + "depthwise").Apply(x);
            x = Activate(Norm(prefix + "depthwise_bn").Apply(x), hardSwish);
            if (squeeze && !minimalistic)
            {
                x = SqueezeExcite(x, expanded, prefix + "squeeze_excite_");
            }

            x = new Conv2D(width, 1, padding: "same", useBias: false, name: prefix + "project").Apply(x);
            x = Norm(prefix + "project_bn").Apply(x);
            return stride == 1 && Blocks.Channels(input) == width ? new Add(prefix + "add").Apply(input, x) : x;
        }

        private static KerasTensor SqueezeExcite(KerasTensor input, int width, string prefix)
        {
            var x = new GlobalAveragePooling2D(keepdims: true, name: prefix + "avg_pool").Apply(input);
            x = new Conv2D(Blocks.Round(width * 0.25), 1, padding: "same", name: prefix + "conv").Apply(x);
            x = new ReLU(name: prefix + "relu").Apply(x);
            x = new Conv2D(width, 1, padding: "same", name: prefix + "conv_1").Apply(x);

            // The hard sigmoid as Keras spells it out: ReLU6(x + 3) / 6.
            x = new ArithmeticOperation("Add").Apply(x, 3.0);
            x = new ReLU(maxValue: 6.0).Apply(x);
            x = new ArithmeticOperation("Multiply").Apply(x, 1.0 / 6.0);
            return new Multiply(prefix + "mul").Apply(input, x);
        }
    }
}
