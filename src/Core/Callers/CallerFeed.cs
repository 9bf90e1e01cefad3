using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Callers;

/// <summary>The feed as one caller may hear it: notices of other projects are not passed on.</summary>
/// <param name="caller">Asked at each notice.</param>
public sealed class CallerFeed(IRunFeed feed, Func<Caller> caller) : IRunFeed
{
    public void Publish(RunNotice notice) => feed.Publish(notice);

    public IDisposable Subscribe(RunId? run, Action<RunNotice> onNotice) =>
        feed.Subscribe(
            run,
            notice =>
            {
                if (caller().May(Permission.View, notice.Project))
                    onNotice(notice);
            }
        );
}
