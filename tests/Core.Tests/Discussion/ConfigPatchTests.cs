using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Discussion;

public class ConfigPatchTests
{
    public static TheoryData<string> Strategies =>
        [StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch];

    // The names are those that pages show: none of them may be lost on the way to the spec.
    [Theory]
    [MemberData(nameof(Strategies))]
    public void Settings_AreAllThatASpecIsComparedBy(string strategy)
    {
        var spec = Spec(strategy);
        var flat = SpecSettings.Flatten(spec).Select(s => s.Key).ToList();
        var settings = ConfigPatch.Settings(spec).Select(s => s.Key).ToList();
        // A list of components has a line of its own, which names them.
        Assert.Equal(["data.path"], flat.Except(settings).Where(name => name is not ("augmentation" or "callbacks")));
    }

    [Fact]
    public void Patch_OfOneSetting_SaysThatOneAlone_AndComesBackWithIt()
    {
        var spec = Spec(StrategyNames.FeatureExtraction);
        var patch = ConfigPatch.Of(spec, [new("head.dropout", "0.5")]).Value!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"head":{"dropout":0.5}}"""), JsonNode.Parse(patch)), patch);
        var patched = ConfigPatch.Apply(spec, patch).Value!;
        var changed = Assert.Single(ConfigPatch.Table(spec, patched));
        Assert.Equal(("head.dropout", "0.5"), (changed.Setting, changed.Values[1]));
    }

    [Fact]
    public void Patch_OfAnElementAndAClass_ReachesThem()
    {
        var spec = Spec(StrategyNames.FeatureExtraction);
        var patch = ConfigPatch.Of(spec, [new("stages[0].optimizer", "SGD"), new("stages[0].epochs", "7"), new("seed", "42")]);
        Assert.True(patch.IsDone, patch.Refusal);
        var patched = ConfigPatch.Apply(spec, patch.Value!).Value!;
        Assert.Equal(("SGD", 7, 42), (patched.Stages[0].Optimizer.Class, patched.Stages[0].Epochs, patched.Seed));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("head", "1")]
    [InlineData("stages", "[]")]
    [InlineData("stages[99].epochs", "1")]
    [InlineData("stages[99999999999].epochs", "1")]
    [InlineData("stages[0]", "1")]
    [InlineData("head..dropout", "1")]
    [InlineData("__proto__.x", "1")]
    [InlineData("callbacks.Nothing.patience", "1")]
    [InlineData("head.nothing", "1")]
    [InlineData("head.dropout", "{}")]
    [InlineData("head.dropout", "1e999")]
    public void Change_OfNothingThatIs_IsRefused(string name, string value) =>
        Assert.False(ConfigPatch.Of(Spec(StrategyNames.FeatureExtraction), [new(name, value)]).IsDone);

    private static TrainingSpec Spec(string strategy) => SpecPresets.For(strategy, "EfficientNetLite0", "data");
}
