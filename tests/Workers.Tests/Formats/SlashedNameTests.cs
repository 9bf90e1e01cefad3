using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Layers of Keras 2 named <c>Conv</c> and <c>Conv/BatchNorm</c>: in HDF5 the second is a group within the first.</summary>
public sealed class SlashedNameTests
{
    [Fact]
    public void ALegacyFile_IsReadBackAsItWasWritten()
    {
        using var scope = NewDisposeScope();
        using var loaded = ModelFile.Load(Repository.Cases("keras2_tfop", "mobilenetv3_block.h5"));
        Assert.Contains(loaded.Network.Layers, layer => layer.Name == "Conv/BatchNorm");
        var path = Path.Combine(TestFolder.Create(), "again.h5");
        ModelFile.Save(loaded.Network, path);
        using var again = ModelFile.Load(path);
        var image = GoldenData.Image(3, [2, .. loaded.Network.Inputs[0].Shape.ToArray()[1..].Select(size => size!.Value)]);
        Assert.Equal(GoldenData.Values(loaded.Network.Predict(image)), GoldenData.Values(again.Network.Predict(image)));
    }
}
