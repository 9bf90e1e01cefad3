namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// Keeps the managed heap from moving the process. What waits for its finalizer (<see cref="FinalizerGate"/>) grows old before it is freed, and young
/// collections do not find it then;
/// left to itself the runtime collects the old ones too late to stay within a few megabytes.
/// </summary>
internal sealed class ManagedHeap(TimeProvider time)
{
    private const double TimesItsOwnTime = 200;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);
    private long _last = time.GetTimestamp();
    private TimeSpan _took;

    /// <summary>This process's.</summary>
    public static ManagedHeap Own { get; } = new(TimeProvider.System);

    /// <summary>Every five seconds: collects all generations and closes their gaps. It takes 7 ms with a run's few megabytes; where it takes longer it waits
    /// longer, so that it is half a percent of the time at most.</summary>
    public void Tidy()
    {
        var pause = time.GetElapsedTime(_last);
        if (pause < Least || pause < _took * TimesItsOwnTime)
        {
            return;
        }
        var begin = time.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        _last = time.GetTimestamp();
        _took = time.GetElapsedTime(begin, _last);
    }
}
