using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>A run that pages look at: one subscription of the feed, and one read of what they show, however many they are.</summary>
internal sealed class FollowedRun : IDisposable
{
    /// <summary>How long an answer is shared. What no notice tells of is read anew by the next page.</summary>
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private readonly Dictionary<object, (long At, Lazy<Task> Answer)> reads = [];
    private IReadOnlyList<RunSubscription> pages = [];

    public FollowedRun(IRunFeed feed, TimeProvider clock, RunId run)
    {
        this.clock = clock;
        Run = run;
        subscription = feed.Subscribe(run, Tell);
    }

    public RunId Run { get; }

    public void Dispose() => subscription.Dispose();

    public void Add(RunSubscription page)
    {
        lock (gate) pages = [.. pages, page];
    }

    /// <returns>Whether anybody is left.</returns>
    public bool Remove(RunSubscription page)
    {
        lock (gate) return (pages = [.. pages.Where(p => p != page)]).Count > 0;
    }

    /// <summary>The answer to <paramref name="key"/>: one that another page asked for since the last notice, or a new one.</summary>
    public Task<T> ReadAsync<T>(object key, Func<Task<T>> read, bool fresh)
    {
        Lazy<Task> answer;
        lock (gate)
        {
            if (!fresh && reads.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < Shared && !(known.Answer.IsValueCreated && (known.Answer.Value.IsFaulted || known.Answer.Value.IsCanceled)))
                answer = known.Answer;
            else
                reads[key] = (clock.GetTimestamp(), answer = new(() => read()));
        }
        return (Task<T>)answer.Value;
    }

    // On the publisher's thread. What was read before this notice is forgotten before any page hears of it.
    private void Tell(RunNotice notice)
    {
        var progress = notice.Events.OfType<ProgressEvent>().LastOrDefault();
        var stale = notice.Events.Count == 0 || notice.Events.Any(e => e is not ProgressEvent);
        IReadOnlyList<RunSubscription> told;
        lock (gate)
        {
            if (stale) reads.Clear();
            told = pages;
        }
        foreach (var page in told) page.Tell(progress, stale);
    }
}
