using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>VGG (Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556; https://keras.io/api/applications/vgg/). Input BGR with the ImageNet mean taken
/// off.</summary>
public static class Vgg
{
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    public static Network Vgg16(BackboneOptions options) => Build("vgg16", [2, 2, 3, 3, 3], options);

    public static Network Vgg19(BackboneOptions options) => Build("vgg19", [2, 2, 4, 4, 4], options);

    private static Network Build(string name, int[] depths, BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input(name, options, 224, 32);
        var x = input;
        for (var block = 0; block < depths.Length; block++)
        {
            for (var convolution = 1; convolution <= depths[block]; convolution++)
            {
                x = new Conv2D(Widths[block], 3, padding: "same", activation: "relu", name: $"block{block + 1}_conv{convolution}").Apply(x);
            }

            x = new MaxPooling2D(2, strides: 2, name: $"block{block + 1}_pool").Apply(x);
        }

        if (options.IncludeTop)
        {
            x = new Flatten(name: "flatten").Apply(x);
            x = new Dense(4096, activation: "relu", name: "fc1").Apply(x);
            x = new Dense(4096, activation: "relu", name: "fc2").Apply(x);
            x = new Dense(options.Classes, activation: options.ClassifierActivation, name: "predictions").Apply(x);
        }
        else
        {
            x = Blocks.Pool(x, options, named: false);
        }

        return new Network(input, x, options.Name ?? name);
    }
}
