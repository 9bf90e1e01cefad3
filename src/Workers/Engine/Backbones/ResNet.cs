using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>ResNet (He et al. 2015, https://arxiv.org/abs/1512.03385; https://keras.io/api/applications/resnet/). Input BGR with the ImageNet mean taken
/// off.</summary>
public static class ResNet
{
    public static Network ResNet50(BackboneOptions options) => Build("resnet50", [3, 4, 6, 3], options);

    public static Network ResNet101(BackboneOptions options) => Build("resnet101", [3, 4, 23, 3], options);

    public static Network ResNet152(BackboneOptions options) => Build("resnet152", [3, 8, 36, 3], options);

    private static Network Build(string name, int[] depths, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        var x = new ZeroPadding2D(3, name: "conv1_pad").Apply(input);
        x = new Conv2D(64, 7, strides: 2, name: "conv1_conv").Apply(x);
        x = Activate(Norm(x, "conv1_bn"), "conv1_relu");
        x = new ZeroPadding2D(1, name: "pool1_pad").Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1_pool").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
        {
            for (var block = 1; block <= depths[stage]; block++)
            {
                x = Bottleneck(x, 64 << stage, block == 1 && stage > 0 ? 2 : 1, block == 1, $"conv{stage + 2}_block{block}");
            }
        }

        return new Network(input, Blocks.End(x, options), options.Name ?? name);
    }

    /// <summary>1x1, 3x3, 1x1 to four times the width; the first of a stage projects its shortcut.</summary>
    private static KerasTensor Bottleneck(KerasTensor input, int width, int stride, bool project, string name)
    {
        var shortcut = project ? Norm(new Conv2D(4 * width, 1, strides: stride, name: name + "_0_conv").Apply(input), name + "_0_bn") : input;
        var x = new Conv2D(width, 1, strides: stride, name: name + "_1_conv").Apply(input);
        x = Activate(Norm(x, name + "_1_bn"), name + "_1_relu");
        x = new Conv2D(width, 3, padding: "same", name: name + "_2_conv").Apply(x);
        x = Activate(Norm(x, name + "_2_bn"), name + "_2_relu");
        x = new Conv2D(4 * width, 1, name: name + "_3_conv").Apply(x);
        x = Norm(x, name + "_3_bn");
        return Activate(new Add(name + "_add").Apply(shortcut, x), name + "_out");
    }

    internal static KerasTensor Norm(KerasTensor x, string name) => new BatchNormalization(axis: 3, epsilon: 1.001e-5, name: name).Apply(x);

    internal static KerasTensor Activate(KerasTensor x, string name) => new Activation("relu", name: name).Apply(x);
}
