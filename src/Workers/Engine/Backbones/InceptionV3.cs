using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Inception v3 (Szegedy et al. 2015, https://arxiv.org/abs/1512.00567; https://keras.io/api/applications/inceptionv3/). Input -1..1, 299 px by
/// default.</summary>
public static class InceptionV3
{
    public static Network Build(BackboneOptions options)
    {
        using var names = NameScope.Join();
        var input = Blocks.Input("inception_v3", options, 299, 75);
        var x = Conv(input, 32, 3, 3, 2, "valid");
        x = Conv(x, 32, 3, 3, 1, "valid");
        x = Conv(x, 64, 3, 3);
        x = new MaxPooling2D(3, strides: 2).Apply(x);
        x = Conv(x, 80, 1, 1, 1, "valid");
        x = Conv(x, 192, 3, 3, 1, "valid");
        x = new MaxPooling2D(3, strides: 2).Apply(x);
        x = Inception35(x, 32, "mixed0");
        x = Inception35(x, 64, "mixed1");
        x = Inception35(x, 64, "mixed2");
        x = Reduction35(x);
        x = Inception17(x, 128, "mixed4");
        x = Inception17(x, 160, "mixed5");
        x = Inception17(x, 160, "mixed6");
        x = Inception17(x, 192, "mixed7");
        x = Reduction17(x);
        x = Inception8(x, 0);
        x = Inception8(x, 1);
        return new Network(input, Blocks.End(x, options, namedPooling: false), options.Name ?? "inception_v3");
    }

    /// <summary>The paper's figure 5, at 35x35.</summary>
    private static KerasTensor Inception35(KerasTensor input, int pooled, string name)
    {
        var one = Conv(input, 64, 1, 1);
        var five = Conv(Conv(input, 48, 1, 1), 64, 5, 5);
        var three = Conv(Conv(Conv(input, 64, 1, 1), 96, 3, 3), 96, 3, 3);
        return new Concatenate(3, name).Apply(one, five, three, Conv(Averaged(input), pooled, 1, 1));
    }

    private static KerasTensor Reduction35(KerasTensor input)
    {
        var three = Conv(input, 384, 3, 3, 2, "valid");
        var twice = Conv(Conv(Conv(input, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, "valid");
        return new Concatenate(3, "mixed3").Apply(three, twice, new MaxPooling2D(3, strides: 2).Apply(input));
    }

    /// <summary>The paper's figure 6: 7x7 as 1x7 and 7x1, at 17x17.</summary>
    private static KerasTensor Inception17(KerasTensor input, int width, string name)
    {
        var one = Conv(input, 192, 1, 1);
        var seven = Conv(Conv(Conv(input, width, 1, 1), width, 1, 7), 192, 7, 1);
        var twice = Conv(Conv(Conv(Conv(Conv(input, width, 1, 1), width, 7, 1), width, 1, 7), width, 7, 1), 192, 1, 7);
        return new Concatenate(3, name).Apply(one, seven, twice, Conv(Averaged(input), 192, 1, 1));
    }

    private static KerasTensor Reduction17(KerasTensor input)
    {
        var three = Conv(Conv(input, 192, 1, 1), 320, 3, 3, 2, "valid");
        var seven = Conv(Conv(Conv(Conv(input, 192, 1, 1), 192, 1, 7), 192, 7, 1), 192, 3, 3, 2, "valid");
        return new Concatenate(3, "mixed8").Apply(three, seven, new MaxPooling2D(3, strides: 2).Apply(input));
    }

    /// <summary>The paper's figure 7: wide banks at 8x8.</summary>
    private static KerasTensor Inception8(KerasTensor input, int index)
    {
        var one = Conv(input, 320, 1, 1);
        var three = Conv(input, 384, 1, 1);
        three = new Concatenate(3, $"mixed9_{index}").Apply(Conv(three, 384, 1, 3), Conv(three, 384, 3, 1));
        var twice = Conv(Conv(input, 448, 1, 1), 384, 3, 3);
        twice = new Concatenate(3).Apply(Conv(twice, 384, 1, 3), Conv(twice, 384, 3, 1));
        return new Concatenate(3, $"mixed{9 + index}").Apply(one, three, twice, Conv(Averaged(input), 192, 1, 1));
    }

    private static KerasTensor Averaged(KerasTensor input) => new AveragePooling2D(3, strides: 1, padding: "same").Apply(input);

    private static KerasTensor Conv(KerasTensor x, int width, int rows, int columns, int stride = 1, string padding = "same")
    {
        x = new Conv2D(width, [rows, columns], [stride, stride], padding, useBias: false).Apply(x);
        x = new BatchNormalization(axis: 3, scale: false).Apply(x);
        return new Activation("relu").Apply(x);
    }
}
