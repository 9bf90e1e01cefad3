namespace MlOpsDashboard.Core.Runs;

/// <summary>In-process publication of what happens to runs. Subscribe first, then take the snapshot, then apply notices.</summary>
public interface IRunFeed
{
    /// <exception cref="AggregateException">Subscribers that failed; all others were told.</exception>
    void Publish(RunNotice notice);

    /// <param name="run">One run, or null for all.</param>
    /// <param name="onNotice">Called on the publisher's thread; must return at once and never throw.</param>
    IDisposable Subscribe(RunId? run, Action<RunNotice> onNotice);
}
