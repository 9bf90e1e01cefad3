using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>What Keras itself can't do with a file is said to the one who asks for it.</summary>
public class KerasNoticesTests
{
    [Fact]
    public void Of_AModelWithOperations_SpeaksOfH5Alone()
    {
        using var network = ModelFile.Load(Repository.Cases("keras3_ops", "ops_mean.keras")).Network;
        Assert.Contains("Write a .keras file for Keras", Assert.Single(KerasNotices.Of(network, "a.h5")), StringComparison.Ordinal);
        Assert.Single(KerasNotices.Of(network, "a.hdf5"));
        Assert.Empty(KerasNotices.Of(network, "a.keras"));
        Assert.Empty(KerasNotices.Of(network, "a.weights.h5"));
        Assert.Empty(KerasNotices.Of(network, "a.onnx"));
    }

    [Fact]
    public void Of_AugmentationThatKerasCanNotHold_SaysToApplyItToTheData()
    {
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(8, 8, 3),
            new Sequential([InputLayer.Of(8, 8, 3), new Equalization(), new RandomShear(new FactorRange(0, 0.1), new FactorRange(0, 0.1))]),
        ]);
        string[] notices = [.. KerasNotices.Of(network, "a.keras")];
        Assert.Contains("can't build the layer Equalization inside a model", notices[0], StringComparison.Ordinal);
        Assert.Contains("can't read the layer RandomShear back", notices[1], StringComparison.Ordinal);
        Assert.Equal(2, notices.Length);
    }
}
