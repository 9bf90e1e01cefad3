using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
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
