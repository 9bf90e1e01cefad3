namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Joins many wishes to redraw into at most one each interval: the first at once, the last never lost. Safe to ask from any thread.</summary>
/// <remarks>A page asks from the feed's thread, and its action is <c>() => InvokeAsync(...)</c>. Actions never overlap. Dispose with the page.</remarks>
public sealed class Throttler : IDisposable
{
    /// <summary>Four redraws a second.</summary>
    public static readonly TimeSpan FourASecond = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly TimeSpan interval;
    private readonly Func<Task> action;
    private readonly ILogger? logger;
    private readonly ITimer timer;
    private long lastStart;
    private bool hasRun,
        wanted,
        busy,
        disposed;

    public Throttler(TimeProvider clock, Func<Task> action, TimeSpan? interval = null, ILogger? logger = null)
    {
        this.clock = clock;
        this.action = action;
        this.interval = interval ?? FourASecond;
        this.logger = logger;
        timer = clock.CreateTimer(_ => Next(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for the action, now or when the interval has passed.</summary>
    public void Request()
    {
        lock (gate)
        {
            if (disposed || wanted)
                return;
            wanted = true;
            if (!busy)
                timer.Change(Wait(), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (gate)
            disposed = true;
        timer.Dispose();
    }

    private TimeSpan Wait()
    {
        if (!hasRun)
            return TimeSpan.Zero;
        var left = interval - clock.GetElapsedTime(lastStart);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async void Next()
    {
        lock (gate)
        {
            if (disposed || busy || !wanted)
                return;
            (wanted, busy, hasRun, lastStart) = (false, true, true, clock.GetTimestamp());
        }
        try
        {
            await action();
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // The page went away between the wish and the redraw.
        }
        catch (Exception e)
        {
            // A redraw that fails must not end the process: the timer's thread has nobody above it.
            logger?.LogError(e, "A throttled redraw failed.");
        }
        lock (gate)
        {
            busy = false;
            if (wanted && !disposed)
                timer.Change(Wait(), Timeout.InfiniteTimeSpan);
        }
    }
}
