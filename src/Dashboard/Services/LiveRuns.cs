using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How pages follow runs: the feed, the clock and the log in one.</summary>
public sealed class LiveRuns(IRunFeed feed, TimeProvider clock, ILogger<LiveRuns> logger)
{
    /// <summary>Follows all runs for a list.</summary>
    public RunListFeed Follow(Func<Task> reload, Func<IReadOnlyDictionary<RunId, ProgressEvent>, Task> apply, Func<RunId, bool>? wanted = null) => new(feed, clock, reload, apply, logger, wanted);

    /// <summary>Follows one run: every notice at once on the publisher's thread, and a throttled wish to redraw.</summary>
    public RunSubscription Follow(RunId run, Action<RunNotice> onNotice, Func<Task> redraw) => new(feed, clock, logger, run, onNotice, redraw);
}

/// <summary>One run followed; dispose with the page.</summary>
public sealed class RunSubscription : IDisposable
{
    private readonly Throttler throttler;
    private readonly IDisposable subscription;

    internal RunSubscription(IRunFeed feed, TimeProvider clock, ILogger logger, RunId run, Action<RunNotice> onNotice, Func<Task> redraw)
    {
        throttler = new(clock, redraw, Throttler.FourASecond, logger);
        subscription = feed.Subscribe(run, notice =>
        {
            onNotice(notice);
            throttler.Request();
        });
    }

    public void Dispose()
    {
        subscription.Dispose();
        throttler.Dispose();
    }
}
