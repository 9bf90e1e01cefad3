using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>How pages follow runs: the feed, the clock and the log in one. All pages of one run share its notices and what they read of it.</summary>
public sealed class LiveRuns(IRunFeed feed, TimeProvider clock, ILogger<LiveRuns> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunId, FollowedRun> followed = [];

    /// <summary>Runs that some page follows now.</summary>
    public int Followed
    {
        get
        {
            lock (gate) return followed.Count;
        }
    }

    /// <summary>Follows all runs for a list.</summary>
    public RunListFeed Follow(Func<Task> reload, Func<IReadOnlyDictionary<RunId, ProgressEvent>, Task> apply, Func<RunId, bool>? wanted = null) => new(feed, clock, reload, apply, logger, wanted);

    /// <summary>Follows one run.</summary>
    /// <param name="progress">Shows the newest progress: at most four times a second.</param>
    /// <param name="reread">Everything else has changed: read again what is shown, through <see cref="RunSubscription.ReadAsync"/>; at most once a second.</param>
    public RunSubscription Follow(RunId run, Func<ProgressEvent, Task> progress, Func<Task> reread)
    {
        lock (gate)
        {
            if (!followed.TryGetValue(run, out var shared)) followed[run] = shared = new(feed, clock, run, logger);
            var subscription = new RunSubscription(shared, progress, reread, clock, logger, End);
            shared.Add(subscription);
            return subscription;
        }
    }

    private void End(FollowedRun shared, RunSubscription subscription)
    {
        lock (gate)
        {
            if (shared.Remove(subscription)) return;
            followed.Remove(shared.Run);
            shared.Dispose();
        }
    }
}
