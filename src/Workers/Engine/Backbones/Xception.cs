using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Xception (Chollet 2016, https://arxiv.org/abs/1610.02357; https://keras.io/api/applications/xception/). Input -1..1, 299 px by default.</summary>
public static class Xception
{
    public static Network Build(BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input("xception", options, 299, 71);
        var x = new Conv2D(32, 3, strides: 2, useBias: false, name: "block1_conv1").Apply(input);
        x = Activate(Norm(x, "block1_conv1_bn"), "block1_conv1_act");
        x = new Conv2D(64, 3, useBias: false, name: "block1_conv2").Apply(x);
        x = Activate(Norm(x, "block1_conv2_bn"), "block1_conv2_act");
        x = Shrink(x, 128, 128, "block2", activateFirst: false);
        x = Shrink(x, 256, 256, "block3");
        x = Shrink(x, 728, 728, "block4");
        for (var block = 5; block <= 12; block++)
        {
            x = Middle(x, $"block{block}");
        }

        x = Shrink(x, 728, 1024, "block13");
        x = Activate(Separable(x, 1536, "block14_sepconv1"), "block14_sepconv1_act");
        x = Activate(Separable(x, 2048, "block14_sepconv2"), "block14_sepconv2_act");
        return new Network(input, Blocks.End(x, options, namedPooling: false), options.Name ?? "xception");
    }

    /// <summary>Two separable convolutions and a pooling beside a strided 1x1 shortcut.</summary>
    private static KerasTensor Shrink(KerasTensor input, int first, int second, string name, bool activateFirst = true)
    {
        var shortcut = Norm(new Conv2D(second, 1, strides: 2, padding: "same", useBias: false).Apply(input), null);
        var x = activateFirst ? Activate(input, name + "_sepconv1_act") : input;
        x = Separable(x, first, name + "_sepconv1");
        x = Activate(x, name + "_sepconv2_act");
        x = Separable(x, second, name + "_sepconv2");
        x = new MaxPooling2D(3, strides: 2, padding: "same", name: name + "_pool").Apply(x);
        return new Add().Apply(x, shortcut);
    }

    private static KerasTensor Middle(KerasTensor input, string name)
    {
        var x = input;
        for (var i = 1; i <= 3; i++)
        {
            x = Separable(Activate(x, $"{name}_sepconv{i}_act"), 728, $"{name}_sepconv{i}");
        }

        return new Add().Apply(x, input);
    }

    private static KerasTensor Separable(KerasTensor x, int width, string name) =>
        Norm(new SeparableConv2D(width, 3, padding: "same", useBias: false, name: name).Apply(x), name + "_bn");

    private static KerasTensor Norm(KerasTensor x, string? name) => new BatchNormalization(name: name).Apply(x);

    private static KerasTensor Activate(KerasTensor x, string name) => new Activation("relu", name: name).Apply(x);
}
