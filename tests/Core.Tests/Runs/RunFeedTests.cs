using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunFeedTests
{
    [Fact]
    public void Publish_WhenSubscribersFail_TellsAllOthersAndGivesEveryFault()
    {
        var feed = new RunFeed();
        var told = 0;
        foreach (var fails in (bool[])[false, true, false, true, false])
            feed.Subscribe(
                null,
                _ =>
                {
                    if (fails)
                        throw new InvalidOperationException("gone");
                    told++;
                }
            );

        var faults = Assert.Throws<AggregateException>(() => feed.Publish(new(RunId.New(), [], null)));

        Assert.Equal((3, 2), (told, faults.InnerExceptions.Count));
    }

    [Fact]
    public void Publish_ReachesWhoAskedForTheRunAndWhoAskedForAll_UntilTheyLeave()
    {
        var feed = new RunFeed();
        var (run, told) = (RunId.New(), new List<string>());
        using var all = feed.Subscribe(null, _ => told.Add("all"));
        using var other = feed.Subscribe(RunId.New(), _ => told.Add("other"));
        using (feed.Subscribe(run, _ => told.Add("mine")))
            feed.Publish(new(run, [], null));
        feed.Publish(new(run, [], null));

        Assert.Equal(["all", "all", "mine"], told.Order());
        Assert.Equal(2, feed.Count);
    }
}
