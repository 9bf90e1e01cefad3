using System.Collections.Concurrent;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Something happened to a run (or import): which, and the events if any. Subscribers re-read what they show.</summary>
public sealed record RunNotice(RunId Run, IReadOnlyList<RunEvent> Events, RunStatus? Status)
{
    /// <summary>Only those who may see it are told. Empty: only those who may see everything.</summary>
    public ProjectId Project { get; init; }
}

/// <summary>In-process publication of what happens to runs. Subscribe first, then take the snapshot, then apply notices.</summary>
public interface IRunFeed
{
    /// <exception cref="AggregateException">Subscribers that failed; all others were told.</exception>
    void Publish(RunNotice notice);

    /// <param name="run">One run, or null for all.</param>
    /// <param name="onNotice">Called on the publisher's thread; must return at once and never throw.</param>
    IDisposable Subscribe(RunId? run, Action<RunNotice> onNotice);
}

public sealed class RunFeed : IRunFeed
{
    private readonly ConcurrentDictionary<long, (RunId? Run, Action<RunNotice> OnNotice)> subscribers = new();
    private long next;

    /// <summary>Open subscriptions; zero when every page was disposed.</summary>
    public int Count => subscribers.Count;

    public void Publish(RunNotice notice)
    {
        List<Exception>? faults = null;
        foreach (var (run, onNotice) in subscribers.Values)
        {
            if (run is not null && run != notice.Run) continue;
            try
            {
                onNotice(notice);
            }
            catch (Exception e)
            {
                (faults ??= []).Add(e);
            }
        }
        if (faults is not null) throw new AggregateException(faults);
    }

    public IDisposable Subscribe(RunId? run, Action<RunNotice> onNotice)
    {
        var key = Interlocked.Increment(ref next);
        subscribers[key] = (run, onNotice);
        return new Subscription(() => subscribers.TryRemove(key, out _));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
