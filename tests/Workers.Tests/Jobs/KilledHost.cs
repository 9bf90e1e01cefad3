using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The process that <see cref="KilledDashboardTests"/> kills: registry and jobs with one run, which says when its first epoch is stored and then
/// waits for its end.</summary>
internal static class KilledHost
{
    /// <param name="arguments">The folder to live in, and "stop" where the run is to be asked to stop before the folder's file <c>ready</c> appears.</param>
    public static async Task<int> MainAsync(string[] arguments)
    {
        var (root, then) = (arguments[0], arguments[1]);
        await using var host = await JobHost.StartAsync(root, Path.Combine(root, "mlops"));
        var dataset = await host.AddDatasetAsync();
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(null, _ => changed.Release());
        var run = (await host.Mediator.Send(new StartRun(SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", ""), dataset.Version))).Value;
        while ((await host.Get<IRunStore>().FindAsync(run, CancellationToken.None))!.EpochsDone == 0)
            await changed.WaitAsync();
        if (then == "stop")
            await host.Mediator.Send(new StopRun(run));
        await File.WriteAllTextAsync(Path.Combine(root, "ready.tmp"), run.ToString());
        File.Move(Path.Combine(root, "ready.tmp"), Path.Combine(root, "ready"));
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 1;
    }
}
