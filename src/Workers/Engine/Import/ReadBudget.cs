using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Counts the bytes that were really read, over all threads.</summary>
internal sealed class ReadBudget(long maxBytes)
{
    private long used;

    /// <exception cref="RefusedException">More than the import may read.</exception>
    public void Spend(int bytes)
    {
        if (Interlocked.Add(ref used, bytes) > maxBytes)
        {
            throw new RefusedException(new Refusal("imports.bytes.tooMany", ("most", maxBytes)));
        }
    }
}
