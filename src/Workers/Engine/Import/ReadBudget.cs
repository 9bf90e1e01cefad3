using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Counts the bytes that were really read, over all threads.</summary>
internal sealed class ReadBudget(long maxBytes)
{
    private long used;

    /// <exception cref="RefusedException">More than the import may read.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref used, bytes) > maxBytes)
        {
            throw new RefusedException($"Expected at most {maxBytes:N0} bytes of unpacked files. Received: more; the import was stopped there.");
        }
    }
}
