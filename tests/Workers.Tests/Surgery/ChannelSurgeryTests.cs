using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Surgery;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Surgery;

/// <summary>One channel in front of networks made for three: "sum" is exact, the others scale the first convolution's answer, everything behind
/// stays.</summary>
public class ChannelSurgeryTests
{
    private static readonly PreprocessingFunction Identity = PreprocessingFunction.Named("identity");

    // The largest are variants of the others by numbers alone; building them here would cost minutes.
    private static readonly string[] Large = ["EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2M", "EfficientNetV2L", "ConvNeXtBase"];

    public static TheoryData<string> Backbones() => [.. BackboneCatalog.All.Select(backbone => backbone.Name).Except(Large)];

    [Theory, MemberData(nameof(Backbones))]
    public void Adapt_BySum_EqualsTheGreyChannelRepeated(string name)
    {
        using var scope = NewDisposeScope();
        var backbone = BackboneCatalog.Named(name);
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(80, 80, 3), ForImageNetWeights = true });
        // As drawn for training: on other random numbers some of them magnify the last digit to the whole.
        network.Initialize(1);
        foreach (var weight in network.Weights.Where(weight => weight.Name is "mean" or "variance" && weight.Shape is [3]))
        {
            weight.Assign(weight.Name == "mean" ? [0.485f, 0.456f, 0.406f] : [0.0524f, 0.0502f, 0.0506f]);
        }

        var adapted = ChannelSurgery.Adapt(network, backbone.Preprocessing, 1, "sum");

        Assert.Equal(1, adapted.Network.InputShape[3]);
        Assert.Equal(network.OutputShape, adapted.Network.OutputShape);
        var grey = GoldenData.Image(3, 2, 80, 80, 1);
        Close(network.Predict(backbone.Preprocessing.Apply(cat([grey, grey, grey], -1))), adapted.Network.Predict(adapted.Preprocessing.Apply(grey)), 1e-4);
        Assert.NotEmpty(adapted.FirstConvolutions);
    }

    [Theory]
    [InlineData("sum", 1.0, 1.0, 1.0)]
    [InlineData("average", 1 / 3.0, 1 / 3.0, 1 / 3.0)]
    [InlineData("luminance", 0.2989, 0.5870, 0.1140)]
    public void Adapt_WhereChannelsAreTreatedAlike_MixesTheKernelItself(string method, params double[] weights)
    {
        using var scope = NewDisposeScope();
        using var network = BackboneCatalog.Named("MobileNetV3Small").Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        GoldenData.Fill(network);

        var adapted = ChannelSurgery.Adapt(network, Identity, 1, method);

        var (before, after) = Assert.Single(adapted.FirstConvolutions);
        var (old, kernel) = (((Conv2D)before).Kernel!, ((Conv2D)after).Kernel!);
        Assert.Equal([3, 3, 1, 16], kernel.Shape);
        Close((old.Value * tensor(weights.Select(w => (float)w).ToArray(), [3, 1])).sum(2, keepdim: true), kernel.Value, 1e-6);
        Assert.Equal(network.Layers.Select(l => l.Name), adapted.Network.Layers.Select(l => l.Name));
        Assert.Equal(network.CountParams() - (3 - 1) * 9 * 16, adapted.Network.CountParams());
    }

    [Fact]
    public void Adapt_WhereStatisticsDifferByChannel_RepeatsInFrontOfThemAndIsSaved()
    {
        using var scope = NewDisposeScope();
        var backbone = BackboneCatalog.Named("EfficientNetB0");
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        GoldenData.Fill(network);
        var adapted = ChannelSurgery.Adapt(network, backbone.Preprocessing, 1, "average");
        Assert.Contains(adapted.Network.Layers, layer => layer.Name == "repeat_channel");

        var file = Path.Combine(Path.GetTempPath(), $"adapted-{Guid.NewGuid():N}.keras");
        try
        {
            KerasFile.Save(adapted.Network, file);
            using var read = ModelFile.Load(file);
            var grey = GoldenData.Image(4, 1, 64, 64, 1);
            Close(adapted.Network.Predict(grey), read.Network.Predict(grey), 1e-6);
            // A third of the answer of the first convolution, bias and all behind it apart.
            var stem = network.GetLayer("stem_conv");
            Close(network.CutAt(stem).Predict(cat([grey, grey, grey], -1)) / 3, adapted.Network.CutAt("stem_conv").Predict(grey), 1e-5);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Adapt_OfEqualStatistics_KeepsOneChannelThroughout()
    {
        using var scope = NewDisposeScope();
        using var network = BackboneCatalog.Named("EfficientNetB0").Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        network.Initialize(1);

        var adapted = ChannelSurgery.Adapt(network, Identity, 1, "sum");

        Assert.Equal([3, 3, 1, 32], ((Conv2D)adapted.Network.GetLayer("stem_conv")).Kernel!.Shape);
        var grey = GoldenData.Image(5, 1, 64, 64, 1);
        Close(network.Predict(cat([grey, grey, grey], -1)), adapted.Network.Predict(grey), 1e-4);
    }

    [Fact]
    public void Adapt_ToFourChannels_RepeatsKernelsAtTheirSize()
    {
        using var scope = NewDisposeScope();
        var backbone = BackboneCatalog.Named("ResNet50");
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(48, 48, 3) });
        GoldenData.Fill(network);

        var adapted = ChannelSurgery.Adapt(network, backbone.Preprocessing, 4, "repeat");

        // Behind a network that reads BGR: new channel 0 is red, as channel 2 was.
        var (old, kernel) = (((Conv2D)adapted.FirstConvolutions[0].Before).Kernel!.Value, ((Conv2D)adapted.FirstConvolutions[0].After).Kernel!.Value);
        Close(cat([old.flip(2), old.flip(2).narrow(2, 0, 1)], 2) * 0.75, kernel, 1e-6);
        Assert.DoesNotContain(adapted.Preprocessing.Steps, step => step.Op == "swapChannels");
        Assert.Equal([123.68, 116.779, 103.939, 123.68], adapted.Preprocessing.Steps.Single().Values);
        // A fourth channel that repeats the first makes of it what three quarters of each say.
        var picture = GoldenData.Image(6, 1, 48, 48, 3);
        Assert.Equal(adapted.Network.OutputShape, network.OutputShape);
        Assert.All(
            adapted.Network.Predict(adapted.Preprocessing.Apply(cat([picture, picture.narrow(3, 0, 1)], -1))).data<float>().ToArray(),
            v => Assert.True(float.IsFinite(v))
        );
    }

    [Fact]
    public void Adapt_OfNestedSharedAndBranchingNetworks_MixesEachFirstConvolutionOnce()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var inner = new Sequential([InputLayer.Of(16, 16, 3), new Rescaling(1 / 255.0), new Conv2D(4, 3, padding: "same", activation: "relu")], "stem");
        var shared = new Conv2D(4, 3, padding: "same", name: "shared");
        var input = InputLayer.Create(TensorShape.Of(null, 16, 16, 3)).Output;
        var a = inner.Apply(input);
        var b = shared.Apply(input);
        var c = shared.Apply(new AveragePooling2D(3, 1, "same").Apply(input));
        var d = new SeparableConv2D(4, 3, padding: "same", name: "separable").Apply(input);
        var e = new Conv2D(4, 1, name: "pointwise").Apply(new DepthwiseConv2D(3, padding: "same", name: "depthwise").Apply(input));
        using var network = new Network(input, new Conv2D(2, 1, name: "last").Apply(new Concatenate().Apply(a, b, c, d, e)));
        GoldenData.Fill(network);

        var adapted = ChannelSurgery.Adapt(network, Identity, 1, "sum");

        Assert.Equal(["conv2d", "depthwise", "separable", "shared"], adapted.FirstConvolutions.Select(f => f.Before.Name).Order());
        Assert.Equal("Sequential", adapted.Network.GetLayer("stem").ClassName);
        var grey = GoldenData.Image(7, 2, 16, 16, 1);
        Close(network.Predict(cat([grey, grey, grey], -1)), adapted.Network.Predict(grey), 1e-5);
    }

    [Fact]
    public void Adapt_OfAFileThatKerasWrote_WorksWhereverItsInputIs()
    {
        using var scope = NewDisposeScope();
        foreach (var name in new[] { "pretrained_model.keras", "pretrained_model.h5", "transfer_mobilenet.keras", "augmented_mixed.keras" })
        {
            using var loaded = ModelFile.Load(Repository.Golden("formats", name));
            var shape = loaded.Network.InputShape;

            var adapted = ChannelSurgery.Adapt(loaded.Network, Identity, 1, "sum");

            var grey = GoldenData.Image(8, 1, shape[1]!.Value, shape[2]!.Value, 1);
            Close(
                loaded.Network.Predict(cat([grey, grey, grey], -1)),
                adapted.Network.Predict(grey),
                name.StartsWith("augmented", StringComparison.Ordinal) ? 2e-2 : 1e-4
            );
        }
    }

    [Fact]
    public void Adapt_WhereNoConvolutionComesFirst_IsRefusedByTheLayersName()
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        using var dense = new Sequential([InputLayer.Of(8, 8, 3), new Flatten(name: "flat"), new Dense(2)]);
        Assert.Contains("'flat' (Flatten)", Refused(dense, 1, "sum"));
        using var norm = new Sequential([InputLayer.Of(8, 8, 3), new LayerNormalization(name: "ln"), new Conv2D(2, 3)]);
        Assert.Contains("'ln' (LayerNormalization)", Refused(norm, 1, "average"));
        var input = InputLayer.Create(TensorShape.Of(null, 8, 8, 3)).Output;
        using var residual = new Network(input, new Add(name: "join").Apply(input, new Conv2D(3, 1).Apply(input)));
        Assert.Contains("'join' (Add)", Refused(residual, 1, "sum"));
        using var depthwise = new Sequential([InputLayer.Of(8, 8, 3), new DepthwiseConv2D(3, name: "dw"), new Conv2D(2, 3)]);
        Assert.Contains("'dw' (DepthwiseConv2D)", Refused(depthwise, 4, "repeat"));
        using var fine = new Sequential([InputLayer.Of(8, 8, 3), new Conv2D(2, 3)]);
        Assert.Contains("average, sum or luminance", Refused(fine, 1, "repeat"));
        Assert.Contains("which it has already", Refused(fine, 3, "repeat"));
    }

    private static string Refused(Network network, int channels, string method) =>
        Assert.Throws<RefusedException>(() => ChannelSurgery.Adapt(network, Identity, channels, method)).Message;

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var (e, a) = (expected.to_type(ScalarType.Float32), actual.to_type(ScalarType.Float32));
        var relative = ((e - a).abs().max() / e.abs().max()).item<float>();
        Assert.True(relative <= tolerance, $"Relative difference {relative}, allowed {tolerance}.");
    }
}
