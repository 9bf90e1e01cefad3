using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>DenseNet (Huang et al. 2016, https://arxiv.org/abs/1608.06993; https://keras.io/api/applications/densenet/). Input 0..1, normalised by ImageNet's
/// mean and deviation.</summary>
public static class DenseNet
{
    private const int Growth = 32;

    public static Network DenseNet121(BackboneOptions options) => Build("densenet121", [6, 12, 24, 16], options);

    public static Network DenseNet169(BackboneOptions options) => Build("densenet169", [6, 12, 32, 32], options);

    public static Network DenseNet201(BackboneOptions options) => Build("densenet201", [6, 12, 48, 32], options);

    private static Network Build(string name, int[] depths, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        var x = new ZeroPadding2D(3).Apply(input);
        x = new Conv2D(64, 7, strides: 2, useBias: false, name: "conv1_conv").Apply(x);
        x = ResNet.Activate(ResNet.Norm(x, "conv1_bn"), "conv1_relu");
        x = new ZeroPadding2D(1).Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
        {
            for (var block = 1; block <= depths[stage]; block++)
            {
                x = Grow(x, $"conv{stage + 2}_block{block}");
            }

            x = stage < depths.Length - 1 ? Transition(x, $"pool{stage + 2}") : x;
        }

        x = ResNet.Activate(ResNet.Norm(x, "bn"), "relu");
        return new Network(input, Blocks.End(x, options), options.Name ?? name);
    }

    /// <summary>Adds 32 channels computed from all before.</summary>
    private static KerasTensor Grow(KerasTensor input, string name)
    {
        var x = ResNet.Activate(ResNet.Norm(input, name + "_0_bn"), name + "_0_relu");
        x = new Conv2D(4 * Growth, 1, useBias: false, name: name + "_1_conv").Apply(x);
        x = ResNet.Activate(ResNet.Norm(x, name + "_1_bn"), name + "_1_relu");
        x = new Conv2D(Growth, 3, padding: "same", useBias: false, name: name + "_2_conv").Apply(x);
        return new Concatenate(3, name + "_concat").Apply(input, x);
    }

    /// <summary>Halves channels and size.</summary>
    private static KerasTensor Transition(KerasTensor input, string name)
    {
        var x = ResNet.Activate(ResNet.Norm(input, name + "_bn"), name + "_relu");
        x = new Conv2D(Blocks.Channels(x) / 2, 1, useBias: false, name: name + "_conv").Apply(x);
        return new AveragePooling2D(2, strides: 2, name: name + "_pool").Apply(x);
    }
}
