using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, (Action<Run> Do, RunStatus[] Allowed)> Changes = new()
    {
        ["Acquire"] = (r => r.Acquire("node", Now, Lease), [RunStatus.Queued, RunStatus.Interrupted]),
        ["RequestStop"] = (r => r.RequestStop(Now), [RunStatus.Queued, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]),
        ["Interrupt"] = (r => r.Interrupt("gone"), [RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]),
        ["Finish"] = (r => r.Finish(RunStatus.Completed, null, Now), [RunStatus.Queued, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]),
        ["Requeue"] = (r => r.Requeue(), [RunStatus.Failed, RunStatus.Cancelled, RunStatus.Interrupted]),
        ["Archive"] = (r => r.Archive(true), [RunStatus.Completed, RunStatus.StoppedEarly, RunStatus.Cancelled, RunStatus.Failed, RunStatus.Diverged]),
    };

    public static TheoryData<RunStatus, string> Table =>
        new(from status in Enum.GetValues<RunStatus>() from change in Changes.Keys select new TheoryDataRow<RunStatus, string>(status, change));

    [Theory]
    [MemberData(nameof(Table))]
    public void Change_IsAllowedInTheseStatesAndNoOthers(RunStatus status, string change)
    {
        var run = In(status);
        if (Changes[change].Allowed.Contains(status)) Changes[change].Do(run);
        else Assert.Equal($"Run 1 is {status}; ", Assert.Throws<InvalidOperationException>(() => Changes[change].Do(run)).Message[..$"Run 1 is {status}; ".Length]);
    }

    [Fact]
    public void Acquire_AfterTheLeaseRanOut_GivesAHigherToken()
    {
        var run = In(RunStatus.Running);
        Assert.Throws<InvalidOperationException>(() => run.Acquire("other", Now + Lease - TimeSpan.FromTicks(1), Lease));
        Assert.Equal(2, run.Acquire("other", Now + Lease, Lease));
        Assert.False(run.HoldsLease(1));
        Assert.True(run.HoldsLease(2));
        Assert.Equal(2, run.Attempts);
    }

    [Fact]
    public void HoldsLease_AfterTheEnd_IsFalse()
    {
        var run = In(RunStatus.Running);
        run.Finish(RunStatus.Completed, null, Now);
        Assert.False(run.HoldsLease(1));
    }

    [Theory]
    [InlineData("val_accuracy", 1)]
    [InlineData("val_loss", 2)]
    public void Best_FollowsTheMonitorAndIgnoresWhatIsNotFinite(string monitor, int best)
    {
        var run = In(RunStatus.Running);
        run.WatchMonitor(monitor);
        run.RecordEpoch(0, double.NaN, double.PositiveInfinity);
        Assert.Null(run.BestEpoch);
        run.RecordEpoch(1, 0.9, 0.5);
        run.RecordEpoch(2, 0.8, 0.4);
        run.RecordEpoch(3, double.NaN, double.NaN);
        run.RecordEpoch(4, 0.9, 0.4);
        Assert.Equal((best, 5), (run.BestEpoch, run.EpochsDone));
    }

    [Fact]
    public void SetTags_TrimsAndKeepsEachOnce()
    {
        var run = In(RunStatus.Queued);
        run.SetTags([" a ", "A", "", "b"]);
        Assert.Equal(["a", "b"], run.Tags);
    }

    private static Run In(RunStatus status)
    {
        var run = new Run(RunId.New(), 1, "run", "{}", "EfficientNetLite0", "Feature extraction", Guid.NewGuid(), null, Now);
        if (status is RunStatus.Queued) return run;
        run.Acquire("node", Now, Lease);
        if (status is RunStatus.Starting) return run;
        run.MarkRunning();
        if (status is RunStatus.Stopping) run.RequestStop(Now);
        else if (status is RunStatus.Interrupted) run.Interrupt("gone");
        else if (status.IsFinished()) run.Finish(status, null, Now);
        Assert.Equal(status, run.Status);
        return run;
    }
}
