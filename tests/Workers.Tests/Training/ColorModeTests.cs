using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Runs on pictures of one and of four channels.</summary>
public sealed class ColorModeTests
{
    [Theory]
    [InlineData("grayscale", 1)]
    [InlineData("rgba", 4)]
    public async Task Run_OfOtherChannels_GoesTheWholeWay(string mode, int channels)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with
        {
            Data = spec.Data with { ColorMode = mode },
            Backbone = new BackboneSpec { File = Backbone(folder, channels) },
        };
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out("run")).Status);
        var best = Path.Combine(folder.Out("run"), "best.keras");
        using (var network = ModelFile.Load(best).Network)
        {
            Assert.Equal(channels, network.InputShape[3]);
        }
        var (code, output, people) = await Commands.RunAsync("predict", "--model", best, "--input", folder.Pictures, "--json");
        Assert.True(code == 0, people);
        Assert.Equal(27, JsonDocument.Parse(output).RootElement.GetProperty("predictions").GetArrayLength());
        var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(spec with { Data = spec.Data with { ColorMode = "rgb" } }, folder.Out("other")));
        Assert.Contains("with 3 channels", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VGG16", false)]
    [InlineData("DenseNet121", false)]
    [InlineData("ResNet50V2", true)]
    [InlineData("MobileNetV3Small", true)]
    [InlineData("EfficientNetV2B0", true)]
    [InlineData("ConvNeXtTiny", true)]
    public void Build_OfAnApplicationForOneChannel_IsBuiltOrRefusedInASentence(string name, bool built)
    {
        var spec = new TrainingSpec
        {
            Data = new DataSpec { ImageSize = [32, 32], ColorMode = "grayscale" },
            Backbone = new BackboneSpec { Name = name, Weights = "none" },
        };
        if (!built)
        {
            Assert.Contains(
                $"Expected pictures of 3 channels for {name}",
                Assert.Throws<RefusedException>(() => new ModelBuilder(new ModelFiles(), ".").Build(spec, new HeadEnd(2, "softmax"))).Message,
                StringComparison.Ordinal
            );
            return;
        }
        using var model = new ModelBuilder(new ModelFiles(), ".").Build(spec, new HeadEnd(2, "softmax"));
        using var scope = TorchSharp.torch.NewDisposeScope();
        var output = model.Network.Predict(model.Prepare(TorchSharp.torch.ones(1, 32, 32, 1), CallContext.Inference));
        Assert.Equal([1, 2], output.shape);
        Assert.True(output.isfinite().all().item<bool>());
    }

    private static string Backbone(PictureFolder folder, int channels)
    {
        var path = folder.Out($"backbone-{channels}.keras");
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(16, 16, channels),
            new Rescaling(1 / 255.0),
            new Conv2D(6, 3, activation: "relu"),
            new BatchNormalization(),
            new Conv2D(8, 3),
        ]);
        network.Initialize(5);
        KerasFile.Save(network, path);
        return path;
    }
}
