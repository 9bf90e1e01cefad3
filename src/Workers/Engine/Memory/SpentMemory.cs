namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// Gives back what a model's file was built in: several times the file's size in managed arrays, which the runtime would keep for minutes or for good. Every half minute at most: it takes some ten milliseconds,
/// and a run of seconds is over before.
/// </summary>
internal sealed class SpentMemory(TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private long _last = time.GetTimestamp();
    private bool _spent;

    /// <summary>A model was written.</summary>
    public void Spend() => _spent = true;

    /// <returns>Whether memory was collected.</returns>
    public bool GiveBack()
    {
        if (!_spent || time.GetElapsedTime(_last) < Between)
        {
            return false;
        }
        // The only mode that gives pages back to the system at once.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        (_last, _spent) = (time.GetTimestamp(), false);
        return true;
    }
}
