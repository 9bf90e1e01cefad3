using Microsoft.Extensions.Options;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Counts the WebSockets of open pages.</summary>
public sealed class OpenPages(IOptions<EdgeOptions> options)
{
    private int open;

    public int Count => Volatile.Read(ref open);

    public int Most => options.Value.MaxPages;

    public bool IsFull => Count >= Most;

    /// <returns>False where <see cref="Most"/> are open. Whoever got true calls <see cref="Close"/>.</returns>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref open) <= Most) return true;
        Interlocked.Decrement(ref open);
        return false;
    }

    public void Close() => Interlocked.Decrement(ref open);
}
