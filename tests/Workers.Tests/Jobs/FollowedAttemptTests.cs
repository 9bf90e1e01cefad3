using Microsoft.Extensions.Hosting;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Launching;
using MlOpsDashboard.Workers.Jobs.Working;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Attempts that outlive their dashboard. A child that nobody supervises stands for one whose dashboard was killed.</summary>
public sealed class FollowedAttemptTests
{
    private const string Script = """
        if [ -n "$resume" ]; then echo x >> "$home/resumed"; epoch 2; models; finished completed; exit 0; fi
        trap 'exit 3' TERM
        epoch 0
        while [ ! -e "$out/go" ]; do sleep 0.05; done
        epoch 1
        [ -e "$out/crash" ] && kill -9 -$$
        models; finished completed
        """;

    [Fact]
    public async Task Supervise_WhenTheChildStillTrains_FollowsItToItsEnd()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var run = await bench.AddRunAsync();
        var attempt = await bench.AbandonAsync(run);
        await bench.RecoverAsync();
        var supervising = bench.SuperviseAsync(run);
        await bench.UntilEpochAsync(0);
        var shown = Assert.Single(bench.Table.List());
        Assert.Equal(("Run 1", run, 1), (shown.What.Sentence, shown.Run, shown.RunNumber));
        File.WriteAllText(Path.Combine(attempt.Path, "go"), "");

        await supervising;
        var stored = await bench.RunAsync(run);
        Assert.Equal((RunStatus.Completed, 1), (stored.Status, stored.Attempts));
        Assert.Equal([0, 1], bench.Epochs);
        Assert.False(File.Exists(Path.Combine(bench.Root, "resumed")));
    }

    // The dashboard was away while it worked on: that is time at work, too.
    [Fact]
    public async Task Supervise_WhenTheChildEndedMeanwhile_KnowsHowLongItWorked()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; sleep 2; models; finished completed");
        var run = await bench.AddRunAsync();
        var attempt = await bench.AbandonAsync(run);
        await Until.TrueAsync(() => attempt.Exit is not null);
        await bench.RecoverAsync();

        await bench.SuperviseAsync(run);
        Assert.Equal(RunStatus.Completed, (await bench.RunAsync(run)).Status);
        Assert.InRange((await bench.SecondsAsync(run))!.Value, 2, 60);
    }

    [Fact]
    public async Task Supervise_WhenTheFollowedChildIsKilled_ResumesOnce()
    {
        await using var bench = await WorkBench.CreateAsync(Script.Replace("kill -9 -$$", "kill -9 0", StringComparison.Ordinal));
        var run = await bench.AddRunAsync();
        var attempt = await bench.AbandonAsync(run);
        await bench.RecoverAsync();
        var supervising = bench.SuperviseAsync(run);
        File.WriteAllText(Path.Combine(attempt.Path, "crash"), "");
        File.WriteAllText(Path.Combine(attempt.Path, "go"), "");

        await supervising;
        Assert.Equal(RunStatus.Completed, (await bench.RunAsync(run)).Status);
        Assert.Equal([0, 1, 2], bench.Epochs);
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Root, "resumed")));
    }

    [Fact]
    public async Task Supervise_WhenAPersonStopsAFollowedChild_Cancels()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var run = await bench.AddRunAsync();
        await bench.AbandonAsync(run);
        await bench.RecoverAsync();
        var supervising = bench.SuperviseAsync(run);
        await bench.UntilEpochAsync(0);

        await bench.StopAsync(run);
        await supervising;

        Assert.Equal(RunStatus.Cancelled, (await bench.RunAsync(run)).Status);
        Assert.False(File.Exists(Path.Combine(bench.Root, "resumed")));
    }

    [Fact]
    public async Task Supervise_WhenTheChildEndedMeanwhile_StoresWhatItSaidAndDoesNotTrainAgain()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var run = await bench.AddRunAsync();
        var attempt = await bench.AbandonAsync(run);
        File.WriteAllText(Path.Combine(attempt.Path, "go"), "");
        await UntilGoneAsync(attempt.Process!.ProcessId);

        // Days later, or earlier by a clock that was set back: bytes count, not times.
        await using var again = await bench.OpenAgainAsync(Script);
        await again.RecoverAsync();
        await again.SuperviseAsync(run);

        Assert.Equal(RunStatus.Completed, (await again.RunAsync(run)).Status);
        Assert.Equal([0, 1], again.Epochs);
        Assert.False(File.Exists(Path.Combine(bench.Root, "resumed")));
    }

    // The interrupted run's child trains on; nobody follows it yet.
    [Fact]
    public async Task Stop_WhenNobodyFollowsTheChild_EndsIt()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var run = await bench.AddRunAsync();
        var attempt = await bench.AbandonAsync(run);
        await bench.RecoverAsync();
        Assert.Equal(RunStatus.Interrupted, (await bench.RunAsync(run)).Status);
        var child = attempt.Process!;

        await bench.StopAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await bench.RunAsync(run)).Status);
        Assert.False(Posix.IsAlive(child));
    }

    // Fewer may be at work at a time than before the kill.
    [Fact]
    public async Task Start_WhenMoreChildrenLiveThanMayBeAtWork_EndsThoseBeyond()
    {
        await using var bench = await WorkBench.CreateAsync("trap 'exit 3' TERM; epoch 0; forever", ("Workers:ConcurrentRuns", "1"));
        var children = new List<ProcessIdentity>();
        foreach (var run in (RunId[])[await bench.AddRunAsync(), await bench.AddRunAsync(), await bench.AddRunAsync()])
        {
            children.Add((await bench.AbandonAsync(run)).Process!);
            // It has said its word, so its trap is set.
            await Until.TrueAsync(() =>
                new FileInfo(new AttemptFolder(Path.Combine(bench.Layout.Run(run), "attempts", "1")).OutputFile) is { Exists: true, Length: > 0 }
            );
        }

        await ((IHostedLifecycleService)bench.Get<WorkDispatcher>()).StartedAsync(TestContext.Current.CancellationToken);

        foreach (var child in children.Skip(1))
            await UntilGoneAsync(child.ProcessId);
        Assert.True(Posix.IsAlive(children[0]));
    }

    // Started, but not written down: the dashboard was killed in between.
    [Fact]
    public async Task EndStrangers_EndsChildrenOfThisFolderThatBelongToNoWork_AndNoOthers()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        await using var other = await WorkBench.CreateAsync(Script);
        var (mine, stranger, theirs) = (await bench.AddRunAsync(), await bench.AddRunAsync(), await other.AddRunAsync());
        var kept = await bench.AbandonAsync(mine);
        var ended = await bench.AbandonAsync(stranger);
        var foreign = await other.AbandonAsync(theirs);

        await bench.Get<ILauncher>().EndStrangersAsync([Path.GetRelativePath(bench.Layout.Root, kept.Path)]);

        await UntilGoneAsync(ended.Process!.ProcessId);
        Assert.True(Posix.IsAlive(kept.Process!));
        Assert.True(Posix.IsAlive(foreign.Process!));
    }

    private static async Task UntilGoneAsync(int processId)
    {
        await Until.TrueAsync(() => Posix.StartTicks(processId) is null);
    }
}
