using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>ResNet of 18 layers (He et al. 2015, https://arxiv.org/abs/1512.03385), which Keras Applications have not, with a third block in its last stack as the weights on
/// board have it; names and layout are KerasHub's
/// (https://keras.io/keras_hub/api/models/resnet/). Input BGR with the ImageNet mean taken off.</summary>
public static class ResNet18
{
    // Of the paper's 2, 2, 2, 2 the published file has one more in the last stack.
    private static readonly int[] Depths = [2, 2, 2, 3];

    /// <summary>The network's convolutions, each followed by its normalisation, in the order of the published ONNX file: a block's shortcut comes first.</summary>
    internal static IReadOnlyList<string> Convolutions { get; } =
    [
        "conv1",
        .. Enumerable
            .Range(0, Depths.Length)
            .SelectMany(stack =>
                Enumerable
                    .Range(0, Depths[stack])
                    .SelectMany(block =>
                        new[] { 0, 1, 2 }.Where(part => part > 0 || Projects(stack, block)).Select(part => $"stack{stack}_block{block}_{part}")
                    )
            ),
    ];

    public static Network Build(BackboneOptions options)
    {
        const string Name = "resnet18";
        using var names = NameScope.Join();
        var input = Blocks.Input(Name, options, 224, 32);
        var x = new ZeroPadding2D(3, name: "conv1_pad").Apply(input);
        x = Convolve(x, 64, 7, 2, "valid", "conv1");
        x = Activate(x, "conv1_relu");
        x = new ZeroPadding2D(1, name: "pool1_pad").Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1_pool").Apply(x);
        for (var stack = 0; stack < Depths.Length; stack++)
        {
            for (var block = 0; block < Depths[stack]; block++)
            {
                x = Block(x, 64 << stack, Projects(stack, block), $"stack{stack}_block{block}");
            }
        }

        return new Network(input, Blocks.End(x, options), options.Name ?? Name);
    }

    private static bool Projects(int stack, int block) => stack > 0 && block == 0;

    /// <summary>Two convolutions of 3x3; the first block of a stack halves the picture and projects its shortcut.</summary>
    private static KerasTensor Block(KerasTensor input, int width, bool projects, string name)
    {
        var shortcut = projects ? Convolve(input, width, 1, 2, "valid", name + "_0") : input;
        var x = projects
            ? Convolve(new ZeroPadding2D(1, name: name + "_1_pad").Apply(input), width, 3, 2, "valid", name + "_1")
            : Convolve(input, width, 3, 1, "same", name + "_1");
        x = Convolve(Activate(x, name + "_1_relu"), width, 3, 1, "same", name + "_2");
        return Activate(new Add(name + "_add").Apply(shortcut, x), name + "_out");
    }

    private static KerasTensor Convolve(KerasTensor x, int width, int kernel, int stride, string padding, string name) =>
        new BatchNormalization(axis: 3, momentum: 0.9, epsilon: 1e-5, name: name + "_bn").Apply(
            new Conv2D(width, kernel, strides: stride, padding: padding, useBias: false, name: name + "_conv").Apply(x)
        );

    private static KerasTensor Activate(KerasTensor x, string name) => new Activation("relu", name: name).Apply(x);
}
