using System.Collections.Concurrent;
using MlOpsDashboard.Core.Workers;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>The children at work now, for the workers page.</summary>
public sealed class ChildTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, (ChildStart Start, DateTimeOffset Since)> children = new();

    public IDisposable Add(ChildStart start, int processId)
    {
        children[processId] = (start, time.GetUtcNow());
        return new Row(() => children.TryRemove(processId, out _));
    }

    public IReadOnlyList<RunningWork> List() =>
        [.. children.Select(c => new RunningWork(c.Value.Start.What, c.Value.Start.Run, c.Value.Start.RunNumber, c.Key, c.Value.Since, Posix.ResidentBytes(c.Key))).OrderBy(w => w.Since)];

    private sealed class Row(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
