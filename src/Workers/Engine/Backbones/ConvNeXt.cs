using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>ConvNeXt (Liu et al. 2022, https://arxiv.org/abs/2201.03545; https://keras.io/api/applications/convnext/). Input 0..255: it normalises
/// inside.</summary>
public static class ConvNeXt
{
    public static Network Tiny(BackboneOptions options) => Build("convnext_tiny", [3, 3, 9, 3], [96, 192, 384, 768], options);

    public static Network Small(BackboneOptions options) => Build("convnext_small", [3, 3, 27, 3], [96, 192, 384, 768], options);

    public static Network Base(BackboneOptions options) => Build("convnext_base", [3, 3, 27, 3], [128, 256, 512, 1024], options);

    private static Network Build(string name, int[] depths, int[] widths, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        // As in Keras, which has a mean and a deviation of three channels only.
        var x = options.IncludePreprocessing && Blocks.Channels(input) == 3 ? Preprocess(input, name) : input;
        for (var stage = 0; stage < depths.Length; stage++)
        {
            x = (stage == 0 ? Stem(x, widths[0], name) : Downsample(x, widths[stage], stage - 1, name)).Apply(x);
            for (var block = 0; block < depths[stage]; block++)
            {
                x = Block(x, widths[stage], $"{name}_stage_{stage}_block_{block}");
            }
        }

        x = options.IncludeTop ? Head(x, name, options) : new LayerNormalization(epsilon: 1e-6).Apply(Blocks.Pool(x, options, named: false));
        return new Network(input, x, options.Name ?? name);
    }

    private static KerasTensor Preprocess(KerasTensor input, string name) =>
        new Normalization(
            [-1],
            [0.485 * 255, 0.456 * 255, 0.406 * 255],
            [.. new[] { 0.229, 0.224, 0.225 }.Select(deviation => deviation * 255 * (deviation * 255))],
            name: name + "_prestem_normalization"
        ).Apply(input);

    private static Sequential Stem(KerasTensor x, int width, string name) =>
        new(
            [
                InputLayer.Create(x.Shape),
                new Conv2D(width, 4, strides: 4, name: name + "_stem_conv"),
                new LayerNormalization(epsilon: 1e-6, name: name + "_stem_layernorm"),
            ],
            name + "_stem"
        );

    private static Sequential Downsample(KerasTensor x, int width, int index, string name) =>
        new(
            [
                InputLayer.Create(x.Shape),
                new LayerNormalization(epsilon: 1e-6, name: $"{name}_downsampling_layernorm_{index}"),
                new Conv2D(width, 2, strides: 2, name: $"{name}_downsampling_conv_{index}"),
            ],
            $"{name}_downsampling_block_{index}"
        );

    /// <summary>Depthwise 7x7, LayerNorm, and an inverted bottleneck of two Dense layers.</summary>
    private static KerasTensor Block(KerasTensor input, int width, string name)
    {
        var x = new Conv2D(width, 7, padding: "same", groups: width, name: name + "_depthwise_conv").Apply(input);
        x = new LayerNormalization(epsilon: 1e-6, name: name + "_layernorm").Apply(x);
        x = new Dense(4 * width, name: name + "_pointwise_conv_1").Apply(x);
        x = new Activation("gelu", name: name + "_gelu").Apply(x);
        x = new Dense(width, name: name + "_pointwise_conv_2").Apply(x);
        x = new LayerScale(1e-6, width, name + "_layer_scale").Apply(x);
        x = new Activation("linear", name: name + "_identity").Apply(x);
        return new ArithmeticOperation("Add").Apply(input, x);
    }

    private static KerasTensor Head(KerasTensor x, string name, BackboneOptions options)
    {
        x = new GlobalAveragePooling2D(name: name + "_head_gap").Apply(x);
        x = new LayerNormalization(epsilon: 1e-6, name: name + "_head_layernorm").Apply(x);
        return new Dense(options.Classes, activation: options.ClassifierActivation, name: name + "_head_dense").Apply(x);
    }
}
