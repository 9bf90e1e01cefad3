using System.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Working;
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
        var stub = StubHost.Write(
            root,
            $$"""
            echo "start ${resume:+1}" >> {{root}}/starts
            if [ -z "$resume" ]; then epoch 0; while [ ! -e {{root}}/go ]; do sleep 0.05; done; fi
            epoch 1; models; finished completed
            """
        );
        var (run, child) = await StartAndKillAsync();
        if (childToo)
            Posix.Kill(-child.ProcessId, Posix.SigKill);
        else
            Assert.True(Posix.IsAlive(child));
        await File.WriteAllTextAsync(Path.Combine(root, "go"), "", TestContext.Current.CancellationToken);

        await using (var host = await JobHost.StartAsync(root, stub))
        {
            using var changed = new SemaphoreSlim(0);
            using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
            StoredRun stored;
            while ((stored = (await host.Get<IRunStore>().FindAsync(run, TestContext.Current.CancellationToken))!).Status != RunStatus.Completed)
                Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), $"The run is {stored.Status}.");
            Assert.Equal((childToo ? 2 : 1, 2), (stored.Attempts, stored.EpochsDone));
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
        Assert.True(Posix.IsAlive(child));
        await File.WriteAllTextAsync(Path.Combine(root, "go"), "", TestContext.Current.CancellationToken);

        await using var host = await JobHost.StartAsync(root, stub);

        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
        while ((await host.Get<IRunStore>().FindAsync(run, TestContext.Current.CancellationToken))!.Status != RunStatus.Cancelled)
            Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        await Until.TrueAsync(() => !Posix.IsAlive(child));
    }

    private async Task<(RunId Run, ProcessIdentity Child)> StartAndKillAsync(string then = "")
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
            if (process.HasExited)
                Assert.Fail(await output);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        var run = RunId.Parse(await File.ReadAllTextAsync(ready, TestContext.Current.CancellationToken));
        var layout = new StorageLayout(Path.Combine(root, "data"));
        var child = new AttemptFolder(Path.Combine(layout.Root, AttemptFolder.Handle(layout, WorkKind.Training, WorkId.Of(run), 1))).Process!;
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run, child);
    }
}
