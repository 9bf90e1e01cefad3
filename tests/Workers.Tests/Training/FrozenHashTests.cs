using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class FrozenHashTests
{
    [Fact]
    public void Current_FollowsEveryChangeOfWhatIsFrozen_AndNothingElse()
    {
        using var folder = new PictureFolder();
        using var model = new ModelBuilder(new ModelFiles(), ".").Build(SmallRun.Spec(folder), new HeadEnd(3, "softmax"));
        new FreezePlan(Unfreeze.None, "inference").Apply(model);
        var hash = new FrozenHash(model);
        var first = hash.Current();
        Assert.Equal(FrozenWeights.Hash(model), first);
        using var quiet = torch.no_grad();
        model.Network.TrainableWeights[0].Value.add_(1);
        Assert.Equal(first, hash.Current());
        foreach (var weight in model.Network.NonTrainableWeights.Except(FrozenWeights.Moving(model)))
        {
            var before = hash.Current();
            weight.Value.add_(1e-3);
            Assert.NotEqual(before, hash.Current());
            Assert.Equal(FrozenWeights.Hash(model), hash.Current());
        }
        new FreezePlan(Unfreeze.All, "inference").Apply(model);
        Assert.Equal(FrozenWeights.Hash(model), hash.Current());
    }
}
