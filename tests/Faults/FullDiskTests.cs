namespace MlOpsDashboard.Faults;

public sealed class FullDiskTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Disk_ThatFillsAndEmpties_LosesNothingAcknowledged_AndAllWorkEnds()
    {
        Assert.SkipUnless(SmallDisk.IsAllowed(), "This machine lets nobody mount a small disk (unshare --mount).");
        var (said, isWell) = await SmallDisk.RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(said);
        Assert.True(isWell, said);
    }
}
