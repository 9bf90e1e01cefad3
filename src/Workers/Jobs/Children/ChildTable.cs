using System.Collections.Concurrent;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>The children at work now, for the workers page.</summary>
public sealed class ChildTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, (ChildWords Words, DateTimeOffset Since)> children = new();

    public IDisposable Add(ChildWords words, int processId)
    {
        children[processId] = (words, time.GetUtcNow());
        return new Row(() => children.TryRemove(processId, out _));
    }

    public IReadOnlyList<RunningWork> List() =>
        [
            .. children
                .Select(c => new RunningWork(c.Value.Words.What, c.Value.Words.Run, c.Value.Words.RunNumber, c.Key, c.Value.Since, Posix.SessionBytes(c.Key)))
                .OrderBy(w => w.Since),
        ];

    private sealed class Row(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
