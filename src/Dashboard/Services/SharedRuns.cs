using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Runs that pages follow: one <see cref="FollowedRun"/> for all pages whose callers see the same, and none for two who do not.</summary>
public sealed class SharedRuns(IRunFeed feed, TimeProvider clock, ILogger<SharedRuns> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(RunId Run, string Audience), FollowedRun> followed = [];

    /// <summary>Runs that some page follows now, counted once an audience.</summary>
    public int Followed
    {
        get
        {
            lock (gate)
                return followed.Count;
        }
    }

    internal RunSubscription Follow(Caller caller, RunId run, Func<ProgressEvent, Task> progress, Func<Task> reread)
    {
        var key = (run, caller.Audience);
        lock (gate)
        {
            if (!followed.TryGetValue(key, out var shared))
                followed[key] = shared = new(new CallerFeed(feed, () => caller), clock, run, logger);
            var subscription = new RunSubscription(shared, progress, reread, clock, logger, End);
            shared.Add(subscription);
            return subscription;
        }

        void End(FollowedRun shared, RunSubscription subscription)
        {
            lock (gate)
            {
                if (shared.Remove(subscription))
                    return;
                followed.Remove(key);
                shared.Dispose();
            }
        }
    }
}
