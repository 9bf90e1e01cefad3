using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>A run that pages look at: one subscription of the feed, one rhythm, and one read of what they show, however many they are.</summary>
/// <remarks>
/// A first notice is passed on at once; while more come, pages hear of progress four times a second and of everything else once a second, all at the same
/// moment, so that they
/// share one answer. The last notice is never lost. After a minute without one they read once more (<see cref="SilenceReview"/>), and nothing happens until
/// one comes.
/// </remarks>
internal sealed class FollowedRun : IDisposable
{
    /// <summary>How long an answer is shared. What no notice tells of is read anew by the next page.</summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private readonly SilenceReview silence;
    private readonly Throttler redraws;
    private readonly Throttler rereads;
    private readonly Dictionary<object, (long At, Lazy<Task> Answer)> reads = [];
    private IReadOnlyList<RunSubscription> pages = [];

    // Written by the feed's thread, taken by the timer's.
    private ProgressEvent? newest;

    public FollowedRun(IRunFeed feed, TimeProvider clock, RunId run, ILogger logger)
    {
        this.clock = clock;
        Run = run;
        redraws = new(clock, Redraw, Throttler.FourASecond, logger);
        rereads = new(clock, Reread, Shared, logger);
        silence = new(clock, rereads.Request);
        subscription = feed.Subscribe(run, Tell);
    }

    public RunId Run { get; }

    public void Dispose()
    {
        subscription.Dispose();
        silence.Dispose();
        redraws.Dispose();
        rereads.Dispose();
    }

    public void Add(RunSubscription page)
    {
        lock (gate)
            pages = [.. pages, page];
    }

    /// <returns>Whether anybody is left.</returns>
    public bool Remove(RunSubscription page)
    {
        lock (gate)
            return (pages = [.. pages.Where(p => p != page)]).Count > 0;
    }

    /// <summary>The answer to <paramref name="key"/>: one that another page asked for since the last notice, or a new one.</summary>
    public Task<T> ReadAsync<T>(object key, Func<Task<T>> read, bool fresh)
    {
        Lazy<Task> answer;
        lock (gate)
        {
            if (
                !fresh
                && reads.TryGetValue(key, out var known)
                && clock.GetElapsedTime(known.At) < Shared
                && !(known.Answer.IsValueCreated && (known.Answer.Value.IsFaulted || known.Answer.Value.IsCanceled))
            )
                answer = known.Answer;
            else
                reads[key] = (clock.GetTimestamp(), answer = new(() => read()));
        }
        return (Task<T>)answer.Value;
    }

    // On the publisher's thread. What was read before this notice is forgotten before any page hears of it.
    private void Tell(RunNotice notice)
    {
        silence.Heard();
        if (notice.Events.OfType<ProgressEvent>().LastOrDefault() is { } progress)
        {
            Interlocked.Exchange(ref newest, progress);
            redraws.Request();
        }
        if (notice.Events.Count > 0 && notice.Events.All(e => e is ProgressEvent))
            return;
        lock (gate)
            reads.Clear();
        rereads.Request();
    }

    private Task Redraw()
    {
        if (Interlocked.Exchange(ref newest, null) is { } progress)
            foreach (var page in Pages)
                page.Show(progress);
        return Task.CompletedTask;
    }

    private Task Reread()
    {
        foreach (var page in Pages)
            page.Reread();
        return Task.CompletedTask;
    }

    private IReadOnlyList<RunSubscription> Pages
    {
        get
        {
            lock (gate)
                return pages;
        }
    }
}
