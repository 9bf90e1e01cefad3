using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Execution;

public class FoldedNetworkTests
{
    [Theory]
    [InlineData("EfficientNetLite0", 49)]
    [InlineData("MobileNetV3Small", 34)]
    [InlineData("EfficientNetB0", 49)]
    [InlineData("ResNet50", 53)]
    [InlineData("DenseNet121", 59)]
    [InlineData("InceptionV3", 94)]
    [InlineData("Xception", 40)]
    [InlineData("VGG16", 0)]
    [InlineData("ResNet50V2", 32)]
    public void Predict_EqualsTheNetwork(string name, int folded)
    {
        using var scope = NewDisposeScope();
        var backbone = BackboneCatalog.Named(name);
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(96, 96, 3) });
        GoldenData.Fill(network);
        using var fast = FoldedNetwork.Of(network);
        Assert.Equal(folded, fast.Number);
        var image = backbone.Preprocessing.Apply(GoldenData.Image(3, 2, 96, 96, 3));
        GoldenData.AssertClose(GoldenData.Values(network.Predict(image)), GoldenData.Values(fast.Predict(image)), 1e-4, name);
    }

    [Theory]
    [InlineData("MobileNetV3Small")]
    [InlineData("ResNet50V2")]
    [InlineData("Xception")]
    public void Predict_InMixedBFloat16_IsAboutAsNearToFloat32AsTheNetworkItself(string name)
    {
        using var scope = NewDisposeScope();
        var backbone = BackboneCatalog.Named(name);
        using var network = backbone.Build(new BackboneOptions { InputShape = TensorShape.Of(96, 96, 3) });
        GoldenData.Fill(network);
        var image = backbone.Preprocessing.Apply(GoldenData.Image(3, 2, 96, 96, 3));
        var exact = GoldenData.Values(network.Predict(image));
        foreach (var layer in network.Layers)
        {
            layer.DTypePolicy = DTypePolicy.MixedBFloat16;
        }
        using var fast = FoldedNetwork.Of(network);
        Assert.True(fast.Number > 30);
        var rounded = fast.Predict(image);
        Assert.Equal(ScalarType.BFloat16, rounded.dtype);
        var itself = GoldenData.RelativeDifference(exact, GoldenData.Values(network.Predict(image)));
        Assert.InRange(GoldenData.RelativeDifference(exact, GoldenData.Values(rounded)), 1e-5, 2 * itself);
    }

    [Theory]
    [InlineData("EfficientNetB0", 25)]
    [InlineData("MobileNetV3Small", 15)]
    [InlineData("ResNet50", 16)]
    [InlineData("DenseNet121", 0)]
    public void SumsAndProducts_OverwriteWhatNothingElseReads(string name, int merges)
    {
        using var network = BackboneCatalog.Named(name).Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        network.Initialize(1);
        using var fast = FoldedNetwork.Of(network);
        Assert.Equal(merges, fast.Network.Layers.OfType<InPlaceMerge>().Count());
    }

    // Each reads a convolution's result once more, after the product or beside it.
    [Theory]
    [InlineData("read later")]
    [InlineData("twice the same")]
    [InlineData("an output")]
    [InlineData("pooled for another")]
    [InlineData("behind a dropout")]
    [InlineData("smaller than the result")]
    public void SumsAndProducts_OfWhatIsStillNeeded_OverwriteNothing(string how)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Create(TensorShape.Of(null, 8, 8, 3), "float32").Output;
        var x = new Conv2D(4, 3, padding: "same").Apply(input);
        var gate = new Conv2D(4, 1, activation: "sigmoid").Apply(new GlobalAveragePooling2D(keepdims: true).Apply(x));
        KerasTensor[] outputs = how switch
        {
            "read later" => [new Add().Apply(Product(x, gate), x)],
            "twice the same" => [Product(x, x)],
            "an output" => [Product(x, gate), x],
            "pooled for another" => [Product(x, new Conv2D(4, 1).Apply(input)), gate],
            "behind a dropout" => [new Add().Apply(new Dropout(0.5).Apply(x), Product(x, gate))],
            _ => [Product(gate, x)],
        };
        static KerasTensor Product(KerasTensor a, KerasTensor b) => new Multiply().Apply(a, b);
        using var network = new Network([input], outputs);
        network.Initialize(1);
        using var fast = FoldedNetwork.Of(network);
        var image = GoldenData.Image(3, 2, 8, 8, 3);
        var expected = network.Forward([image], CallContext.Inference).Select(GoldenData.Values).ToArray();
        foreach (var (found, wanted) in fast.Predict([image]).Select(GoldenData.Values).Zip(expected))
        {
            GoldenData.AssertClose(wanted, found, 1e-5, how);
        }
    }

    [Fact]
    public void Predict_LeavesNoTensorBehind()
    {
        using var network = BackboneCatalog.Named("MobileNetV3Small").Build(new BackboneOptions { InputShape = TensorShape.Of(64, 64, 3) });
        network.Initialize(1);
        using var image = GoldenData.Image(3, 1, 64, 64, 3);
        network.Predict(image).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var fast = FoldedNetwork.Of(network))
        {
            fast.Predict(image).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
