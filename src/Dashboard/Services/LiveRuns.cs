using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How a caller's pages follow runs: the feed, the clock and the log in one. All pages of one run, of callers who see the same, share its notices and
/// what they read of it.</summary>
public sealed class LiveRuns(SharedRuns shared, IRunFeed feed, CurrentCaller caller, TimeProvider clock, ILogger<LiveRuns> logger)
{
    /// <summary>Follows all runs for a list.</summary>
    public RunListFeed Follow(Func<Task> reload, Func<IReadOnlyDictionary<RunId, ProgressEvent>, Task> apply, Func<RunId, bool>? wanted = null) =>
        new(new CallerFeed(feed, () => caller.Value), clock, reload, apply, logger, wanted);

    /// <summary>Follows one run.</summary>
    /// <param name="progress">Shows the newest progress: at most four times a second.</param>
    /// <param name="reread">Everything else has changed: read again what is shown, through <see cref="RunSubscription.ReadAsync"/>; at most once a
    /// second.</param>
    public RunSubscription Follow(RunId run, Func<ProgressEvent, Task> progress, Func<Task> reread) => shared.Follow(caller.Value, run, progress, reread);

    /// <summary>Hears every notice of the caller's projects.</summary>
    /// <param name="onNotice">Called on the publisher's thread; must return at once and never throw.</param>
    public IDisposable Hear(Action<RunNotice> onNotice) => new CallerFeed(feed, () => caller.Value).Subscribe(null, onNotice);

    /// <summary>Hears of what may change what waits for a person. Comments and reviews come without events; of runs, their end counts.</summary>
    /// <param name="onChange">As in <see cref="Hear"/>.</param>
    public IDisposable HearForYou(Action onChange) =>
        Hear(notice =>
        {
            if (notice.Events.Count == 0 || notice.Status?.IsFinished() == true)
                onChange();
        });
}
