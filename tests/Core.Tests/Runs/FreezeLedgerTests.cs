using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class FreezeLedgerTests
{
    [Fact]
    public void Build_WhileAStageRuns_ClaimsNothingOfItsEnd()
    {
        var row = Assert.Single(FreezeLedger.Build([Stage(0, "aa")], [], isFinished: false));
        Assert.Equal((null, null), (row.FrozenHashAfter, row.FrozenUnchanged));
    }

    [Fact]
    public void Build_AResumedStage_IsOneRowAndMustHaveTheSameHash()
    {
        FrozenEpoch[] epochs = [new(0, 0, "aa"), new(1, 0, "aa")];
        Assert.True(Assert.Single(FreezeLedger.Build([Stage(0, "aa"), Stage(0, "aa")], epochs, isFinished: true)).FrozenUnchanged);
        Assert.False(Assert.Single(FreezeLedger.Build([Stage(0, "aa"), Stage(0, "bb")], epochs, isFinished: true)).FrozenUnchanged);
    }

    [Fact]
    public void Build_AChangedHash_Shows()
    {
        var rows = FreezeLedger.Build([Stage(0, "aa"), Stage(1, "cc")], [new(0, 0, "aa"), new(1, 0, "bb"), new(2, 1, "cc")], isFinished: true);
        Assert.Equal([(false, "bb"), (true, "cc")], rows.Select(r => (r.FrozenUnchanged!.Value, r.FrozenHashAfter!)));
    }

    private static StageEvent Stage(int index, string hash) => new(index, "stage", [], 0, "inference", 0.001, hash, "f", 0, 1);
}
