using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Graph;

public class SequentialTests
{
    [Fact]
    public void Weights_OfTheTutorialNetwork_AreKeras()
    {
        using var network = TutorialNetwork.Create();
        Assert.Equal(61130, network.CountParams());
        Assert.Equal(
            ["conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2", "global_average_pooling2d", "dense", "dense_1"],
            network.Layers.Select(l => l.Name)
        );
        Assert.Equal("pretrain/conv2d_1/kernel", network.Weights[2].Path);
        Assert.Equal([3L, 3, 32, 64], network.Weights[2].Shape);
    }

    [Fact]
    public void Config_OfTheTutorialNetwork_IsKeras()
    {
        var expected = GoldenData.Json("formats", "trees", "pretrained_model.keras.json")["config"]!.AsObject();
        expected["compile_config"] = new JsonObject();
        using var network = TutorialNetwork.Create();
        Assert.Equal(JsonText.Canonical(expected), JsonText.Canonical(NetworkConfig.Describe(network)));
    }

    [Fact]
    public void Forward_KeepsOnlyItsResult()
    {
        using var network = TutorialNetwork.Create();
        network.Initialize(1);
        using var input = GoldenData.Image(1, 2, 32, 32, 3);
        network.Predict(input).Dispose();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        network.Predict(input).Dispose();
        using (var inTraining = network.Forward(input, new CallContext { Training = true }))
        {
            Assert.Equal([2L, 10], inTraining.shape);
        }

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
