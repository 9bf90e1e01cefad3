using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Runs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Children that outlive their dashboard. A child that nobody supervises stands for one whose dashboard was killed.</summary>
public sealed class OrphanTests
{
    private const string Script = """
        if [ -n "$resume" ]; then echo x >> "$out/resumed"; epoch 2; models; finished completed; exit 0; fi
        trap 'exit 3' TERM
        epoch 0
        while [ ! -e "$out/go" ]; do sleep 0.05; done
        epoch 1
        [ -e "$out/crash" ] && exit 1
        models; finished completed
        """;

    [Fact]
    public async Task Supervise_WhenTheChildStillTrains_FollowsItToItsEnd()
    {
        using var bench = new JobBench(Script);
        var (run, folder) = await AbandonAsync(bench);
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);
        File.WriteAllText(Path.Combine(folder, "go"), "");

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await supervising);
        Assert.Equal([0, 1], Epochs(bench));
        Assert.False(File.Exists(Path.Combine(folder, "resumed")));
    }

    [Fact]
    public async Task Supervise_WhenTheFollowedChildCrashes_ResumesOnce()
    {
        using var bench = new JobBench(Script);
        var (run, folder) = await AbandonAsync(bench);
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        File.WriteAllText(Path.Combine(folder, "crash"), "");
        File.WriteAllText(Path.Combine(folder, "go"), "");

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await supervising);
        Assert.Equal([0, 1, 2], Epochs(bench));
        Assert.Single(File.ReadAllLines(Path.Combine(folder, "resumed")));
    }

    [Fact]
    public async Task Supervise_WhenAPersonStopsAFollowedChild_Cancels()
    {
        using var bench = new JobBench(Script);
        var (run, _) = await AbandonAsync(bench);
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);

        bench.RunStops.Stop(run);

        Assert.Equal(new RunEnd.Finished(RunStatus.Cancelled), await supervising);
    }

    [Fact]
    public async Task Supervise_WhenTheChildFinishedMeanwhile_TellsWhatItWroteAndStartsNothing()
    {
        using var bench = new JobBench(Script);
        var (run, folder) = await AbandonAsync(bench);
        File.WriteAllText(Path.Combine(folder, "go"), "");
        await UntilGoneAsync(folder);

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None));
        Assert.Equal([0, 1], Epochs(bench));
        Assert.False(File.Exists(Path.Combine(folder, "resumed")));
    }

    [Fact]
    public async Task Supervise_WhenBothWereKilled_TellsWhatWasWrittenAndResumes()
    {
        using var bench = new JobBench(Script);
        var (run, folder) = await AbandonAsync(bench);
        await UntilWrittenAsync(folder);
        Kill(PidFile.FindAlive(folder)!);
        await UntilGoneAsync(folder);

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None));
        Assert.Equal([0, 2], Epochs(bench));
    }

    [Fact]
    public void FindAlive_WhenTheIdBelongsToAnotherProcess_FindsNothing()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            // This very process: alive, and the start time is right, but its command line does not name the folder.
            PidFile.Write(folder, Environment.ProcessId);
            Assert.Null(PidFile.FindAlive(folder));
            File.WriteAllText(Path.Combine(folder, "child.pid"), "{ not json");
            Assert.Null(PidFile.FindAlive(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the child as a dashboard would that is killed right after; the run is left as the restart finds it.</summary>
    private static async Task<(RunId Run, string Folder)> AbandonAsync(JobBench bench)
    {
        var run = bench.Runs.Add();
        var folder = bench.Layout.Run(run);
        Directory.CreateDirectory(folder);
        await bench.Runs.AcquireAsync(run, "here", CancellationToken.None);
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("setsid", [bench.Options.HostPath!, "train", "--out", folder])
        {
            RedirectStandardOutput = true,
        })!;
        PidFile.Write(folder, shell.Id);
        Assert.NotNull(await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await bench.Runs.RecoverAsync("here", CancellationToken.None);
        return (run, folder);
    }

    // The stub says an epoch before it writes it down.
    private static async Task UntilWrittenAsync(string folder)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(Path.Combine(folder, "events.jsonl")) || !File.ReadAllText(Path.Combine(folder, "events.jsonl")).EndsWith('\n')) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private static async Task UntilGoneAsync(string folder)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (PidFile.FindAlive(folder) is not null) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private static void Kill(PidFile file)
    {
        using var process = System.Diagnostics.Process.GetProcessById(file.ProcessId);
        process.Kill();
    }

    private static IEnumerable<int> Epochs(JobBench bench) => bench.Runs.Events.Select(e => e.Event).OfType<EpochEvent>().Select(e => e.Epoch);
}
