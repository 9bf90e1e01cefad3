using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs.Children;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The one life of work, on runs.</summary>
public sealed class WorkSupervisorTests
{
    [Fact]
    public async Task Supervise_WhenTheChildCompletes_StoresEventsInOrderAndKeepsTheFiles()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; epoch 1; echo hello; echo careful >&2; epoch 2; models; finished completed");
        var run = await bench.AddRunAsync();

        Assert.Null(await bench.SuperviseAsync(run));

        var stored = await bench.RunAsync(run);
        Assert.Equal(RunStatus.Completed, stored.Status);
        Assert.Equal([0, 1, 2], bench.Epochs);
        Assert.Contains("hello", await bench.LogAsync(run));
        Assert.Contains("careful", await bench.LogAsync(run));
        Assert.NotNull(stored.LastModel);
        Assert.Equal("{\"a\":1}", stored.EvaluationJson!.Trim());
        Assert.Equal(
            "best",
            (
                await File.ReadAllTextAsync(
                    (await bench.Get<IArtifactStore>().LocalPathAsync(stored.BestModel!, CancellationToken.None))!,
                    TestContext.Current.CancellationToken
                )
            ).Trim()
        );
        Assert.Empty(bench.Table.List());
        // What people look at lies in the run's folder; nothing of the attempt is left.
        Assert.True(File.Exists(Path.Combine(bench.Layout.Run(run), "history.json")));
        Assert.Empty(Directory.GetDirectories(bench.Layout.Run(run)));
    }

    [Fact]
    public async Task Supervise_WhenAPersonStops_EndsTheChildBySigTermAndKeepsWhatItLeft()
    {
        await using var bench = await WorkBench.CreateAsync("trap 'models; finished cancelled; exit 3' TERM; epoch 0; forever");
        var (run, supervising) = await bench.BeginRunAsync();

        await bench.StopAsync(run);

        Assert.Null(await supervising);
        var stored = await bench.RunAsync(run);
        Assert.Equal(RunStatus.Cancelled, stored.Status);
        Assert.Equal("", await bench.DetailAsync(run));
        Assert.NotNull(stored.BestModel);
        Assert.NotNull(stored.EvaluationJson);
    }

    [Fact]
    public async Task Stop_WhenTheSameWorkIsHandedOutTwice_ReachesTheOneAtWork()
    {
        await using var bench = await WorkBench.CreateAsync("trap 'finished cancelled; exit 3' TERM; epoch 0; forever");
        var (run, supervising) = await bench.BeginRunAsync();

        Assert.Null(await bench.SuperviseAsync(run));
        await bench.StopAsync(run);

        Assert.Null(await supervising);
        Assert.Equal(RunStatus.Cancelled, (await bench.RunAsync(run)).Status);
    }

    [Fact]
    public async Task Supervise_WhenTheChildIgnoresSigTerm_IsKilledAfterTheGrace()
    {
        await using var bench = await WorkBench.CreateAsync("trap '' TERM; epoch 0; while true; do forever; done", ("Workers:StopSeconds", "0.3"));
        var (run, supervising) = await bench.BeginRunAsync();

        await bench.StopAsync(run);
        await supervising;

        Assert.Equal(RunStatus.Cancelled, (await bench.RunAsync(run)).Status);
        Assert.Contains("killed", await bench.DetailAsync(run));
    }

    [Fact]
    public async Task Supervise_WhenTheChildFailsOnItsWayOut_SaysThat()
    {
        await using var bench = await WorkBench.CreateAsync("trap 'echo Too small a span. >&2; exit 1' TERM; epoch 0; forever");
        var (run, supervising) = await bench.BeginRunAsync();

        await bench.StopAsync(run);
        await supervising;

        Assert.Equal(RunStatus.Cancelled, (await bench.RunAsync(run)).Status);
        var detail = await bench.DetailAsync(run);
        Assert.Contains("Too small a span.", detail);
        Assert.DoesNotContain("killed", detail);
    }

    [Theory]
    [InlineData("KILL", "SIGKILL")]
    [InlineData("SEGV", "SIGSEGV")]
    public async Task Supervise_WhenASignalEndsTheChild_FailsAfterThreeAttemptsWithSignalAndLogTail(string signal, string name)
    {
        await using var bench = await WorkBench.CreateAsync($"echo x >> \"$home/tries\"; echo last words >&2; kill -{signal} $$; forever");
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        var detail = await bench.DetailAsync(run);
        Assert.Contains(name, detail);
        Assert.Contains("last words", detail);
        Assert.Contains("tried 3 times", detail);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(bench.Root, "tries")).Length);
        // Each attempt has its line.
        Assert.Equal(
            3,
            (await bench.LogAsync(run)).Count(l => l.StartsWith("Attempt ", StringComparison.Ordinal) && l.Contains(name, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Supervise_WhenTheSecondAttemptSucceeds_ResumesFromTheFirstOnesFolderInItsOwn()
    {
        await using var bench = await WorkBench.CreateAsync(
            "if [ -z \"$resume\" ]; then epoch 0; exit 1; fi; echo \"$resume $out\" > \"$home/folders\"; epoch 1; models; finished completed"
        );
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Completed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Equal([0, 1], bench.Epochs);
        var attempts = Path.Combine(bench.Layout.Run(run), "attempts");
        Assert.Equal($"{attempts}/1 {attempts}/2", File.ReadAllText(Path.Combine(bench.Root, "folders")).Trim());
    }

    [Fact]
    public async Task Supervise_WhenRefused_FailsAtOnceWithTheSentence()
    {
        await using var bench = await WorkBench.CreateAsync("echo x >> \"$home/tries\"; echo 'Expected two classes; received one.' >&2; exit 2");
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Equal("Expected two classes; received one.", await bench.DetailAsync(run));
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Root, "tries")));
    }

    [Fact]
    public async Task Supervise_WhenDiverged_IsNotTriedAgain()
    {
        await using var bench = await WorkBench.CreateAsync("finished diverged; exit 4");
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Diverged, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Contains("finite", await bench.DetailAsync(run));
    }

    [Fact]
    public async Task Supervise_WhenAnAllocationFails_SaysOutOfMemoryAndIsNotTriedAgain()
    {
        await using var bench = await WorkBench.CreateAsync(
            "echo x >> \"$home/tries\"; echo \"[enforce fail] DefaultCPUAllocator: can't allocate memory\" >&2; exit 1"
        );
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Contains("out of memory", await bench.DetailAsync(run));
        Assert.Single(File.ReadAllLines(Path.Combine(bench.Root, "tries")));
    }

    // A fault's report ends with its stack: a person reads the sentence.
    [Fact]
    public async Task Supervise_WhenTheChildFaults_GivesItsSentenceAndNoStack()
    {
        await using var bench = await WorkBench.CreateAsync(
            "echo 'System.IO.IOException: Input/output error' >&2; echo '   at MlOpsDashboard.Workers.Host.HostCommand.RunAsync(String[] arguments)' >&2; exit 1",
            ("Workers:MaxAttempts", "1")
        );
        var run = await bench.AddRunAsync();

        await bench.SuperviseToTheEndAsync(run);
        var detail = await bench.DetailAsync(run);
        Assert.Contains("Input/output error", detail);
        Assert.DoesNotContain("HostCommand", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Supervise_WhenItEndsWithoutAFinishedEvent_IsNoSuccess()
    {
        await using var bench = await WorkBench.CreateAsync("models; exit 0", ("Workers:MaxAttempts", "1"));
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Contains("without saying", await bench.DetailAsync(run));
    }

    [Fact]
    public async Task Supervise_WhenTheLeaseIsLost_KillsTheChildAndWritesNothingMore()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; while [ ! -e \"$home/go\" ]; do sleep 0.05; done; epoch 1; while true; do forever; done");
        var (run, supervising) = await bench.BeginRunAsync();
        var child = bench.Table.List().Single().ProcessId;

        // Another process comes to the same folder and holds this one for dead.
        var ledger = bench.Get<IWorkLedger>();
        await ledger.RecoverAsync(_ => false, TestContext.Current.CancellationToken);
        Assert.NotNull(await ledger.AcquireAsync(WorkId.Of(run), new("other", 1, 1), TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(Path.Combine(bench.Root, "go"), "", TestContext.Current.CancellationToken);

        Assert.Null(await supervising);
        Assert.Equal([0], bench.Epochs);
        Assert.Equal(RunStatus.Starting, (await bench.RunAsync(run)).Status);
        await Until.TrueAsync(() => Posix.Read($"/proc/{child}/cmdline") is not { Length: > 0 });
    }

    [Fact]
    public async Task Supervise_WhenAnotherHoldsTheLease_StartsNothing()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; forever");
        var run = await bench.AddRunAsync();
        await bench.Get<IWorkLedger>().AcquireAsync(WorkId.Of(run), new("other", 1, 1), TestContext.Current.CancellationToken);

        Assert.Null(await bench.SuperviseAsync(run));
        Assert.Empty(bench.Epochs);
    }

    [Fact]
    public async Task Supervise_WhenShutDown_InterruptsAndTheNextStartResumes()
    {
        await using var bench = await WorkBench.CreateAsync(
            "trap 'finished cancelled; exit 3' TERM; if [ -n \"$resume\" ]; then epoch 1; models; finished completed; exit 0; fi; epoch 0; forever"
        );
        var run = await bench.AddRunAsync();
        using var shutdown = new CancellationTokenSource();
        var supervising = bench.SuperviseUntilAsync(run, shutdown.Token);
        await bench.UntilEpochAsync(0);

        await shutdown.CancelAsync();

        Assert.Null(await supervising);
        Assert.Equal(RunStatus.Interrupted, (await bench.RunAsync(run)).Status);
        Assert.Null(await bench.SuperviseAsync(run));
        Assert.Equal(RunStatus.Completed, (await bench.RunAsync(run)).Status);
        Assert.Equal([0, 1], bench.Epochs);
    }

    // The child goes on and its words wait in its file: nothing is lost, nothing is kept in memory.
    [Fact]
    public async Task Supervise_WhenTheDatabaseIsLockedForAWhile_LosesNoEventAndKeepsTheChild()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; while [ ! -e \"$home/go\" ]; do sleep 0.05; done; epoch 1; models; finished completed");
        var (run, supervising) = await bench.BeginRunAsync();
        await using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={bench.Layout.Database};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(deferred: false);
            await File.WriteAllTextAsync(Path.Combine(bench.Root, "go"), "", TestContext.Current.CancellationToken);
            await Task.WhenAny(supervising, Task.Delay(TimeSpan.FromSeconds(7), TestContext.Current.CancellationToken));
            Assert.False(supervising.IsCompleted);
        }

        await supervising;
        Assert.Equal(RunStatus.Completed, (await bench.RunAsync(run)).Status);
        Assert.Equal([0, 1], bench.Epochs);
    }

    [Fact]
    public async Task Supervise_WhenTheExecutableIsMissing_FailsWithWhereItWasLookedFor()
    {
        await using var bench = await WorkBench.CreateAsync("", ("Workers:MaxAttempts", "1"));
        File.Delete(Path.Combine(bench.Root, "mlops"));
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Contains(bench.Root, await bench.DetailAsync(run));
    }

    [Fact]
    public async Task Duration_OfTwoAttempts_LeavesThePauseOut()
    {
        await using var bench = await WorkBench.CreateAsync(
            "sleep 0.3; if [ -z \"$resume\" ]; then epoch 0; exit 1; fi; models; epoch 1; finished completed",
            ("Workers:MaxAttempts", "2")
        );
        var run = await bench.AddRunAsync();
        Assert.NotNull(await bench.SuperviseAsync(run));
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.Null(await bench.SuperviseAsync(run));

        var seconds = await bench
            .Get<RegistryReader>()
            .ReadAsync(async c => (await c.Runs.FindAsync(run))!.DurationSeconds, TestContext.Current.CancellationToken);
        Assert.InRange(seconds!.Value, 0.5, 2.9);
    }

    [Fact]
    public async Task Output_OfMoreThanTheLimit_EndsTheChildAndSaysSo()
    {
        await using var bench = await WorkBench.CreateAsync("epoch 0; head -c 140000000 /dev/zero | tr '\\0' x; forever", ("Workers:MaxAttempts", "1"));
        var run = await bench.AddRunAsync();

        Assert.Equal(RunStatus.Failed, (await bench.SuperviseToTheEndAsync(run)).Status);
        Assert.Contains("128 MB", await bench.DetailAsync(run));
        Assert.Equal([0], bench.Epochs);
    }
}
