using System.Collections.Concurrent;

namespace MlOpsDashboard.Workers.Jobs.Scheduling;

/// <summary>Tells the job at work on something in this process at once that a person wants it stopped; the database says the same to other processes, a little later.</summary>
/// <typeparam name="TId">A run's or an import's id.</typeparam>
public sealed class StopSignals<TId>
    where TId : struct
{
    private readonly ConcurrentDictionary<TId, CancellationTokenSource> listeners = new();

    public Listener Listen(TId id)
    {
        var source = new CancellationTokenSource();
        listeners[id] = source;
        return new(this, id, source);
    }

    /// <summary>Asks the job to stop; nothing happens where none is at work here.</summary>
    public void Stop(TId id)
    {
        if (!listeners.TryGetValue(id, out var source)) return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this moment.
        }
    }

    public sealed class Listener : IDisposable
    {
        private readonly StopSignals<TId> owner;
        private readonly TId id;
        private readonly CancellationTokenSource source;

        internal Listener(StopSignals<TId> owner, TId id, CancellationTokenSource source) => (this.owner, this.id, this.source) = (owner, id, source);

        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            owner.listeners.TryRemove(new(id, source));
            source.Dispose();
        }
    }
}
