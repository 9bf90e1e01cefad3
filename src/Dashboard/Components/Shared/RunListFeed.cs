using System.Collections.Concurrent;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Keeps a list of runs live: progress is applied to the rows shown, at most four times a second; all else asks for the list again, at most once a
/// second, and silence once (<see cref="SilenceReview"/>).</summary>
public sealed class RunListFeed : IDisposable
{
    private readonly ConcurrentDictionary<RunId, ProgressEvent> newest = new();
    private readonly Func<RunId, bool>? wanted;
    private readonly IDisposable subscription;
    private readonly SilenceReview silence;
    private readonly Throttler rereads;
    private readonly Throttler redraws;

    /// <param name="wanted">Which runs matter; null for all.</param>
    /// <param name="reload">Reads the list again.</param>
    /// <param name="apply">Shows the newest progress of each run that moved.</param>
    public RunListFeed(
        IRunFeed feed,
        TimeProvider clock,
        Func<Task> reload,
        Func<IReadOnlyDictionary<RunId, ProgressEvent>, Task> apply,
        ILogger logger,
        Func<RunId, bool>? wanted = null
    )
    {
        this.wanted = wanted;
        rereads = new(clock, reload, TimeSpan.FromSeconds(1), logger);
        redraws = new(clock, () => apply(Drain()), Throttler.FourASecond, logger);
        silence = new(clock, rereads.Request);
        subscription = feed.Subscribe(null, OnNotice);
    }

    public void Dispose()
    {
        subscription.Dispose();
        silence.Dispose();
        rereads.Dispose();
        redraws.Dispose();
    }

    private void OnNotice(RunNotice notice)
    {
        if (wanted?.Invoke(notice.Run) == false)
            return;
        silence.Heard();
        var onlyProgress = notice.Events.Count > 0;
        foreach (var e in notice.Events)
        {
            if (e is ProgressEvent progress)
                newest[notice.Run] = progress;
            else
                onlyProgress = false;
        }
        if (onlyProgress)
            redraws.Request();
        else
            rereads.Request();
    }

    private Dictionary<RunId, ProgressEvent> Drain()
    {
        var taken = new Dictionary<RunId, ProgressEvent>();
        foreach (var run in newest.Keys)
            if (newest.TryRemove(run, out var progress))
                taken[run] = progress;
        return taken;
    }
}
