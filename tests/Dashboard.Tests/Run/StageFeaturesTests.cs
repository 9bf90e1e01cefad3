using Bunit;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class StageFeaturesTests : PageContext
{
    private static readonly StartedEvent Started = new(150, 3_400_000, 10_248, 640, 160, ["cat", "dog"], "CPU, 2 threads");

    [Theory]
    [InlineData(800, 800, 150, false, "800 examples ran through the 150 frozen layers once; every epoch reads what came out.")]
    [InlineData(800, 0, 150, false, "No example had to run through the 150 frozen layers: what comes out for all 800 examples was kept from before.")]
    [InlineData(800, 160, 150, false, "160 of 800 examples ran through the 150 frozen layers, once; the others were kept from before.")]
    [InlineData(
        160,
        160,
        150,
        true,
        "160 validation examples ran through the 150 frozen layers once; every epoch reads what came out. Training pictures run through in each epoch: augmentation makes them new ones each time."
    )]
    [InlineData(
        160,
        160,
        1,
        false,
        "160 validation examples ran through the frozen layer once; every epoch reads what came out. Training examples run through in each epoch: what comes out for all of them fits neither into memory nor on disk."
    )]
    [InlineData(
        0,
        0,
        150,
        false,
        "Every example runs through the 150 frozen layers in each epoch: what comes out of them fits neither into memory nor on disk."
    )]
    [InlineData(0, 0, 0, false, "Nothing to remember: no frozen layer stands before the first one that trains.")]
    public void Sentence_SaysWhatWasRememberedOrWhyNot(int cached, int computed, int layers, bool augmented, string sentence) =>
        Assert.Equal(sentence, new StageFeatures(0, cached, computed, layers).Sentence(Started, augmented));

    [Fact]
    public void Of_SumsFoldsAndResumes()
    {
        var features = StageFeatures.Of([
            new FeaturesEvent(1, 800, 0, 130),
            new FeaturesEvent(0, 800, 800, 150) { Fold = 0 },
            new FeaturesEvent(0, 800, 20, 150) { Fold = 1 },
        ]);
        Assert.Equal([new StageFeatures(0, 800, 820, 150), new StageFeatures(1, 800, 0, 130)], features);
    }

    [Theory]
    [InlineData("fftt", "inference", false)]
    [InlineData("fftt", "train", false)]
    [InlineData("fftt", "frozen", true)]
    [InlineData("ffti", "inference", true)]
    [InlineData("fftb", "train", true)]
    [InlineData("ffff", "frozen", false)]
    public void Ledger_SpeaksOfBatchNorm_WhereTheNetworkHasIt(string states, string mode, bool speaks)
    {
        var stage = new StageLedger(0, "fine-tuning", 0, 4, ["predictions"], 10_248, mode, 0.001, states, "aa", null, null);
        var proof = Render<Components.Pages.Run.FreezeLedger>(p => p.Add(l => l.Stages, [stage])).Find(".ledger-proof").TextContent;
        Assert.Equal(speaks, proof.Contains("BatchNorm", StringComparison.Ordinal));
    }

    [Fact]
    public void Ledger_SaysItUnderTheStage()
    {
        StageLedger Stage(int index) => new(index, $"stage {index}", 0, 4, ["predictions"], 10_248, "inference", 0.001, new string('f', 150), "aa", null, null);
        var ledger = Render<Components.Pages.Run.FreezeLedger>(p =>
            p.Add(l => l.Stages, [Stage(0), Stage(1)]).Add(l => l.Features, [new(0, 800, 800, 150)]).Add(l => l.Started, Started)
        );
        Assert.Contains("800 examples ran through the 150 frozen layers once", Assert.Single(ledger.FindAll("[data-testid=stage-features]")).TextContent);
    }
}
