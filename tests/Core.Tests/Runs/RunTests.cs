using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly Refusal Gone = new(RefusalKind.Unavailable, "work.holder.gone");

    private static readonly Dictionary<string, (Action<Run> Do, RunStatus[] Allowed)> Changes = new()
    {
        ["BeginWork"] = (r => r.BeginWork(Now), [RunStatus.Queued, RunStatus.Interrupted]),
        ["RequestStop"] = (r => r.RequestStop(Now), [RunStatus.Queued, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]),
        ["GiveBack"] = (r => r.GiveBack(Gone), [RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]),
        ["Finish"] = (
            r => r.Finish(RunStatus.Completed, null, Now),
            [RunStatus.Queued, RunStatus.Interrupted, RunStatus.Starting, RunStatus.Running, RunStatus.Stopping]
        ),
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
        if (Changes[change].Allowed.Contains(status))
            Changes[change].Do(run);
        else
            Assert.Equal(
                $"Run 1 is {status}; ",
                Assert.Throws<InvalidOperationException>(() => Changes[change].Do(run)).Message[..$"Run 1 is {status}; ".Length]
            );
    }

    // A clock that was set back since it began.
    [Fact]
    public void Finish_BeforeTheBeginning_IsShownAtTheBeginning()
    {
        var run = In(RunStatus.Running);
        run.Finish(RunStatus.Completed, null, Now - TimeSpan.FromHours(1));
        Assert.Equal(Now, run.FinishedAt);
    }

    [Theory]
    [InlineData("val_accuracy", 1)]
    [InlineData("val_loss", 2)]
    public void Best_FollowsTheMonitorAndIgnoresWhatIsNotFinite(string monitor, int best)
    {
        var run = In(RunStatus.Running);
        run.WatchMonitor(monitor);
        Record(0, double.NaN, double.PositiveInfinity);
        Assert.Null(run.BestEpoch);
        Record(1, 0.9, 0.5);
        Record(2, 0.8, 0.4);
        Record(3, double.NaN, double.NaN);
        Record(4, 0.9, 0.4);
        Assert.Equal((best, 5), (run.BestEpoch, run.EpochsDone));

        void Record(int epoch, double accuracy, double loss) => run.RecordEpoch(epoch, MetricValues.Of(("val_accuracy", accuracy), ("val_loss", loss)));
    }

    [Fact]
    public void Best_OfAMetricThatIsBetterSmall_IsTheSmallest()
    {
        var run = In(RunStatus.Running);
        run.Measure(MetricSet.Of([new("error_rate", Direction.Smaller), new("gain", Direction.Larger)], [], "val_error_rate"));
        run.WatchMonitor("val_error_rate");
        foreach (var (value, epoch) in new[] { 3.0, 2.0, 4.0 }.Select((v, i) => (v, i)))
            run.RecordEpoch(epoch, MetricValues.Of(("val_error_rate", value), ("val_gain", -value)));
        Assert.Equal((1, 2.0), (run.BestEpoch, run.BestValue));
        run.ForgetEpochs();
        run.WatchMonitor("val_gain");
        run.RecordEpoch(0, MetricValues.Of(("val_gain", -1)));
        run.RecordEpoch(1, MetricValues.Of(("val_gain", 1)));
        Assert.Equal((1, 1.0), (run.BestEpoch, run.BestValue));
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
        var run = new Run(RunId.New(), 1, "run", "{}", "EfficientNetLite0", "Feature extraction", Guid.NewGuid(), null, ProjectId.Default, "anna", Now);
        if (status is RunStatus.Queued)
            return run;
        run.BeginWork(Now);
        if (status is RunStatus.Starting)
            return run;
        run.MarkRunning();
        if (status is RunStatus.Stopping)
            run.RequestStop(Now);
        else if (status is RunStatus.Interrupted)
            run.GiveBack(Gone);
        else if (status.IsFinished())
            run.Finish(status, null, Now);
        Assert.Equal(status, run.Status);
        return run;
    }
}
