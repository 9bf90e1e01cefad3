using System.Collections.Concurrent;

namespace MlOpsDashboard.Core.Runs;

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
            if (run is not null && run != notice.Run)
                continue;
            try
            {
                onNotice(notice);
            }
            catch (Exception e)
            {
                (faults ??= []).Add(e);
            }
        }
        if (faults is not null)
            throw new AggregateException(faults);
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
