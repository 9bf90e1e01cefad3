using System.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Children;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>kill -9 of a real process that hosts registry and jobs: this test program itself, started as <see cref="KilledHost"/>.</summary>
public sealed class KilledDashboardTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_AfterKill9_GoesOnExactlyOnce(bool childToo)
    {
        var stub = StubHost.Write(root, $$"""
            echo "start $resume" >> {{root}}/starts
            if [ -z "$resume" ]; then epoch 0; while [ ! -e {{root}}/go ]; do sleep 0.05; done; fi
            epoch 1; models; finished completed
            """);
        var (run, child) = await StartAndKillAsync();
        if (childToo) Posix9(child.ProcessId);
        else Assert.True(child.IsAlive);
        await File.WriteAllTextAsync(Path.Combine(root, "go"), "", TestContext.Current.CancellationToken);

        await using (var host = await JobHost.StartAsync(root, stub))
        {
            using var changed = new SemaphoreSlim(0);
            using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
            StoredRun stored;
            while ((stored = (await host.Get<IRunStore>().FindAsync(run, TestContext.Current.CancellationToken))!).Status != RunStatus.Completed)
                Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), $"The run is {stored.Status}.");
            Assert.Equal((2, 2), (stored.Attempts, stored.EpochsDone));
        }
        string[] expected = childToo ? ["start ", "start 1"] : ["start "];
        Assert.Equal(expected, await File.ReadAllLinesAsync(Path.Combine(root, "starts"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Restart_AfterKill9_EndsTheChildOfARunThatWasToBeStopped()
    {
        // A child that takes its time over its checkpoint: the dashboard is killed while it waits.
        var stub = StubHost.Write(root, $"trap 'while [ ! -e {root}/go ]; do sleep 0.05; done; exit 3' TERM; epoch 0; while true; do sleep 0.05; done");
        var (run, child) = await StartAndKillAsync("stop");
        Assert.True(child.IsAlive);
        await File.WriteAllTextAsync(Path.Combine(root, "go"), "", TestContext.Current.CancellationToken);

        await using var host = await JobHost.StartAsync(root, stub);

        Assert.Equal(RunStatus.Cancelled, (await host.Get<IRunStore>().FindAsync(run, TestContext.Current.CancellationToken))!.Status);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (child.IsAlive) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(RunId Run, PidFile Child)> StartAndKillAsync(string then = "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [root, then])
        {
            RedirectStandardOutput = true,
            Environment = { [Program.ChildVariable] = nameof(KilledHost) },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ready = Path.Combine(root, "ready");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(ready))
        {
            if (process.HasExited) Assert.Fail(await output);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        var run = RunId.Parse(await File.ReadAllTextAsync(ready, TestContext.Current.CancellationToken));
        var child = PidFile.FindAlive(new StorageLayout(Path.Combine(root, "data")).Run(run))!;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run, child);
    }

    private static void Posix9(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
