using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>One run followed by one page; dispose with the page.</summary>
public sealed class RunSubscription : IDisposable
{
    private readonly FollowedRun shared;
    private readonly Throttler redraws;
    private readonly Throttler rereads;
    private readonly Action<FollowedRun, RunSubscription> end;
    private int ended;

    // Written by the run's timer, taken by the page's.
    private ProgressEvent? newest;

    // The run gives the rhythm; here a page that is still busy is only kept from being asked twice.
    internal RunSubscription(
        FollowedRun shared,
        Func<ProgressEvent, Task> progress,
        Func<Task> reread,
        TimeProvider clock,
        ILogger logger,
        Action<FollowedRun, RunSubscription> end
    )
    {
        this.shared = shared;
        this.end = end;
        redraws = new(clock, () => Interlocked.Exchange(ref newest, null) is { } taken ? progress(taken) : Task.CompletedTask, TimeSpan.Zero, logger);
        rereads = new(clock, reread, TimeSpan.Zero, logger);
    }

    /// <summary>Reads what the page shows. Pages of the same run and language that ask the same after the same notice get one answer, so it must belong to no
    /// page.</summary>
    /// <param name="key">What is asked, by value.</param>
    /// <param name="fresh">Not an answer that another page got: after a change that the person made here.</param>
    public Task<T> ReadAsync<T>(object key, Func<Task<T>> read, bool fresh = false) => shared.ReadAsync((key, UserLanguage.Current), read, fresh);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) == 1)
            return;
        end(shared, this);
        redraws.Dispose();
        rereads.Dispose();
    }

    internal void Show(ProgressEvent progress)
    {
        Interlocked.Exchange(ref newest, progress);
        redraws.Request();
    }

    internal void Reread() => rereads.Request();
}
