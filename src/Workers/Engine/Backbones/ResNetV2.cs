using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>ResNet with pre-activation (He et al. 2016, https://arxiv.org/abs/1603.05027; https://keras.io/api/applications/resnet/). Input -1..1.</summary>
public static class ResNetV2
{
    public static Network ResNet50V2(BackboneOptions options) => Build("resnet50v2", [3, 4, 6, 3], options);

    public static Network ResNet101V2(BackboneOptions options) => Build("resnet101v2", [3, 4, 23, 3], options);

    public static Network ResNet152V2(BackboneOptions options) => Build("resnet152v2", [3, 8, 36, 3], options);

    private static Network Build(string name, int[] depths, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        var x = new ZeroPadding2D(3, name: "conv1_pad").Apply(input);
        x = new Conv2D(64, 7, strides: 2, name: "conv1_conv").Apply(x);
        x = new ZeroPadding2D(1, name: "pool1_pad").Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1_pool").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
        {
            for (var block = 1; block <= depths[stage]; block++)
            {
                // A stage shrinks in its last block, the last stage not at all.
                var stride = block == depths[stage] && stage < depths.Length - 1 ? 2 : 1;
                x = PreActivated(x, 64 << stage, stride, block == 1, $"conv{stage + 2}_block{block}");
            }
        }

        x = ResNet.Activate(ResNet.Norm(x, "post_bn"), "post_relu");
        return new Network(input, Blocks.End(x, options), options.Name ?? name);
    }

    private static KerasTensor PreActivated(KerasTensor input, int width, int stride, bool project, string name)
    {
        var active = ResNet.Activate(ResNet.Norm(input, name + "_preact_bn"), name + "_preact_relu");
        var shortcut =
            project ? new Conv2D(4 * width, 1, strides: stride, name: name + "_0_conv").Apply(active)
            : stride > 1 ? new MaxPooling2D(1, strides: stride).Apply(input)
            : input;
        var x = new Conv2D(width, 1, useBias: false, name: name + "_1_conv").Apply(active);
        x = ResNet.Activate(ResNet.Norm(x, name + "_1_bn"), name + "_1_relu");
        x = new ZeroPadding2D(1, name: name + "_2_pad").Apply(x);
        x = new Conv2D(width, 3, strides: stride, useBias: false, name: name + "_2_conv").Apply(x);
        x = ResNet.Activate(ResNet.Norm(x, name + "_2_bn"), name + "_2_relu");
        x = new Conv2D(4 * width, 1, name: name + "_3_conv").Apply(x);
        return new Add(name + "_out").Apply(shortcut, x);
    }
}
