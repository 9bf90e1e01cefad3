using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Has pages read again when runs have gone silent, which no notice tells: a minute after the first notice and each minute while more come, and once
/// after the last. Then nothing happens until one comes.</summary>
internal sealed class SilenceReview : IDisposable
{
    private static readonly TimeSpan Pause = RunSilence.Limit + TimeSpan.FromSeconds(1);

    private readonly ITimer timer;
    private int heard;
    private int waiting = 1;

    /// <param name="review">Asks for the reading; what the page has read by now is reviewed once, too.</param>
    public SilenceReview(TimeProvider clock, Action review) =>
        timer = clock.CreateTimer(
            _ =>
            {
                Interlocked.Exchange(ref waiting, 0);
                if (Interlocked.Exchange(ref heard, 0) > 0)
                    Wait();
                review();
            },
            null,
            Pause,
            Timeout.InfiniteTimeSpan
        );

    /// <summary>A notice came. From any thread.</summary>
    public void Heard()
    {
        Interlocked.Exchange(ref heard, 1);
        Wait();
    }

    public void Dispose() => timer.Dispose();

    private void Wait()
    {
        if (Interlocked.Exchange(ref waiting, 1) == 0)
            timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }
}
