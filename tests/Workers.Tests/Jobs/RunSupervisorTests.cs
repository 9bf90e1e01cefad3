using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Runs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class RunSupervisorTests
{
    [Fact]
    public async Task Supervise_WhenTheChildCompletes_StoresEventsInOrderAndKeepsTheFiles()
    {
        using var bench = new JobBench("epoch 0; epoch 1; echo hello; echo careful >&2; epoch 2; models; finished completed");
        var run = bench.Runs.Add();

        var end = await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), end);
        Assert.Equal([0, 1, 2], bench.Runs.Events.Select(e => e.Event).OfType<EpochEvent>().Select(e => e.Epoch));
        Assert.IsType<FinishedEvent>(bench.Runs.Events[^1].Event);
        Assert.Contains("hello", bench.Runs.Log);
        Assert.Contains("careful", bench.Runs.Log);
        var outputs = bench.Runs.Outputs[run]!;
        Assert.NotNull(outputs.LastModel);
        Assert.Equal("{\"a\":1}", outputs.EvaluationJson!.Trim());
        Assert.Equal("best", (await File.ReadAllTextAsync((await bench.Artifacts.LocalPathAsync(outputs.BestModel!, CancellationToken.None))!, TestContext.Current.CancellationToken)).Trim());
        Assert.Empty(bench.Table.List());
        Assert.Null(PidFile.FindAlive(bench.Layout.Run(run)));
    }

    [Fact]
    public async Task Supervise_WhenAPersonStops_EndsTheChildBySigTermAndCancels()
    {
        using var bench = new JobBench("trap 'finished cancelled; exit 3' TERM; epoch 0; forever");
        var run = bench.Runs.Add();
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);

        await bench.Runs.RequestStopAsync(run, CancellationToken.None);
        bench.RunStops.Stop(run);

        Assert.Equal(new RunEnd.Finished(RunStatus.Cancelled), await supervising);
        Assert.Equal(RunStatus.Cancelled, bench.Runs[run].Status);
        Assert.Null(bench.Runs[run].StatusDetail);
    }

    [Fact]
    public async Task Supervise_WhenTheStopIsSeenOnlyInTheLedger_EndsTheChildAtTheNextHeartbeat()
    {
        using var bench = new JobBench("trap 'exit 3' TERM; epoch 0; forever");
        bench.Options.LeaseSeconds = 0.6;
        var run = bench.Runs.Add();
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);

        await bench.Runs.RequestStopAsync(run, CancellationToken.None);

        Assert.Equal(new RunEnd.Finished(RunStatus.Cancelled), await supervising);
    }

    [Fact]
    public async Task Supervise_WhenTheChildIgnoresSigTerm_IsKilledAfterTheGrace()
    {
        using var bench = new JobBench("trap '' TERM; epoch 0; while true; do forever; done");
        bench.Options.StopSeconds = 0.3;
        var run = bench.Runs.Add();
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);

        bench.RunStops.Stop(run);

        Assert.Equal(new RunEnd.Finished(RunStatus.Cancelled), await supervising);
        Assert.Contains("killed", bench.Runs[run].StatusDetail);
    }

    [Theory]
    [InlineData("KILL", "SIGKILL")]
    [InlineData("SEGV", "SIGSEGV")]
    public async Task Supervise_WhenASignalEndsTheChild_FailsAfterThreeAttemptsWithSignalAndLogTail(string signal, string name)
    {
        using var bench = new JobBench($"echo x >> \"$out/attempts\"; echo last words >&2; kill -{signal} $$; forever");
        var run = bench.Runs.Add();

        var end = await bench.SuperviseToTheEndAsync(run);

        Assert.Equal(new RunEnd.Finished(RunStatus.Failed), end);
        Assert.Contains(name, bench.Runs[run].StatusDetail);
        Assert.Contains("last words", bench.Runs[run].StatusDetail);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(bench.Layout.Run(run), "attempts")).Length);
    }

    [Fact]
    public async Task Supervise_WhenTheSecondAttemptSucceeds_ResumesAndCompletes()
    {
        using var bench = new JobBench("if [ -z \"$resume\" ]; then epoch 0; exit 1; fi; epoch 1; models; finished completed");
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await bench.SuperviseToTheEndAsync(run));
        Assert.Equal([0, 1], bench.Runs.Events.Select(e => e.Event).OfType<EpochEvent>().Select(e => e.Epoch));
    }

    [Fact]
    public async Task Supervise_WhenRefused_FailsAtOnceWithTheSentence()
    {
        using var bench = new JobBench("echo x >> \"$out/attempts\"; echo 'Expected two classes; received one.' >&2; exit 2");
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Failed), await bench.SuperviseToTheEndAsync(run));
        Assert.Equal("Expected two classes; received one.", bench.Runs[run].StatusDetail);
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Layout.Run(run), "attempts")));
    }

    [Fact]
    public async Task Supervise_WhenDiverged_IsNotTriedAgain()
    {
        using var bench = new JobBench("finished diverged; exit 4");
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Diverged), await bench.SuperviseToTheEndAsync(run));
        Assert.Contains("finite", bench.Runs[run].StatusDetail);
    }

    [Fact]
    public async Task Supervise_WhenAnAllocationFails_SaysOutOfMemoryAndIsNotTriedAgain()
    {
        using var bench = new JobBench("echo x >> \"$out/attempts\"; echo \"[enforce fail] DefaultCPUAllocator: can't allocate memory\" >&2; exit 1");
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Failed), await bench.SuperviseToTheEndAsync(run));
        Assert.Contains("out of memory", bench.Runs[run].StatusDetail);
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Layout.Run(run), "attempts")));
    }

    [Fact]
    public async Task Supervise_WhenItEndsWithoutAFinishedEvent_IsNoSuccess()
    {
        using var bench = new JobBench("models; exit 0");
        bench.Options.MaxAttempts = 1;
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Failed), await bench.SuperviseToTheEndAsync(run));
        Assert.Contains("without saying", bench.Runs[run].StatusDetail);
    }

    [Fact]
    public async Task Supervise_WhenTheLeaseIsLost_KillsTheChildAndWritesNothingMore()
    {
        using var bench = new JobBench("trap 'epoch 7' TERM; epoch 0; while true; do forever; done");
        bench.Options.LeaseSeconds = 0.6;
        var run = bench.Runs.Add();
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);
        var child = bench.Table.List().Single().ProcessId;

        bench.Runs.StealLease(run);

        Assert.Equal(new RunEnd.Nothing(), await supervising);
        Assert.Single(bench.Runs.Events);
        Assert.Equal("other", bench.Runs[run].LeaseNode);
        Assert.False(Directory.Exists($"/proc/{child}") && File.ReadAllText($"/proc/{child}/cmdline").Length > 0);
    }

    [Fact]
    public async Task Supervise_WhenAnotherHoldsTheLease_StartsNothing()
    {
        using var bench = new JobBench("epoch 0; forever");
        var run = bench.Runs.Add();
        await bench.Runs.AcquireAsync(run, "other", CancellationToken.None);

        Assert.Equal(new RunEnd.Nothing(), await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None));
        Assert.Empty(bench.Runs.Events);
    }

    [Fact]
    public async Task Supervise_WhenShutDown_InterruptsAndTheNextStartResumes()
    {
        using var bench = new JobBench("trap 'finished cancelled; exit 3' TERM; if [ -n \"$resume\" ]; then epoch 1; models; finished completed; exit 0; fi; epoch 0; forever");
        var run = bench.Runs.Add();
        using var shutdown = new CancellationTokenSource();
        var supervising = bench.Supervisor.SuperviseAsync(run, 0, shutdown.Token);
        await bench.Runs.UntilAsync(run, () => bench.Runs.Events.Count > 0);

        await shutdown.CancelAsync();

        Assert.Equal(new RunEnd.Interrupted(), await supervising);
        Assert.Equal(RunStatus.Interrupted, bench.Runs[run].Status);
        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None));
        Assert.Equal([0, 1], bench.Runs.Events.Select(e => e.Event).OfType<EpochEvent>().Select(e => e.Epoch));
    }

    [Fact]
    public async Task Supervise_WhenTheDatabaseIsLockedForAWhile_LosesNoEvent()
    {
        using var bench = new JobBench("epoch 0; epoch 1; models; finished completed");
        bench.Runs.FailWrites = 2;
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Completed), await bench.Supervisor.SuperviseAsync(run, 0, CancellationToken.None));
        Assert.Equal([0, 1], bench.Runs.Events.Select(e => e.Event).OfType<EpochEvent>().Select(e => e.Epoch));
    }

    [Fact]
    public async Task Supervise_WhenTheExecutableIsMissing_FailsWithWhereItWasLookedFor()
    {
        using var bench = new JobBench("");
        bench.Options.HostPath = "/nowhere/mlops";
        bench.Options.MaxAttempts = 1;
        var run = bench.Runs.Add();

        Assert.Equal(new RunEnd.Finished(RunStatus.Failed), await bench.SuperviseToTheEndAsync(run));
        Assert.Contains("/nowhere/mlops", bench.Runs[run].StatusDetail);
    }
}
