using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Dashboard.Components.Layout;
using MlOpsDashboard.Dashboard.Components.Pages.ForYou;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.ForYou;

public sealed class ForYouPageTests : DashboardContext
{
    private List<ForYouItem> items = [];

    public ForYouPageTests()
    {
        Sender.On<GetForYou, ForYouList>(_ => new([.. items], items.Count(i => !i.IsRead)));
        Sender.On<MarkRead, Outcome>(request =>
        {
            items = items.ConvertAll(i => i with { IsRead = i.IsRead || i.Key == request.Item });
            return Outcome.Done;
        });
        Sender.On<MarkAllRead, Outcome>(_ =>
        {
            items = items.ConvertAll(i => i with { IsRead = true });
            return Outcome.Done;
        });
    }

    [Fact]
    public void Page_WithoutAnything_SaysWhatBelongsHere()
    {
        var page = Render<ForYouPage>();
        Assert.NotNull(page.WaitForElement(Test("empty-state")));
        Assert.Empty(page.FindAll(Test("mark-all-read")));
    }

    // It stands on every page.
    [Fact]
    public void Count_ThatCannotBeRead_EndsNoPage()
    {
        Sender.On<GetForYou, ForYouList>(_ => throw new TimeoutException("The registry is held up."));
        Assert.Empty(Render<ForYouBadge>().FindAll(Test("for-you-count")));
    }

    [Fact]
    public void Item_ThatIsOpened_IsRead_AndTheCountFollows()
    {
        items = [Item("a", ForYouKind.Mention), Item("b", ForYouKind.FailedRun) with { By = null }];
        var badge = Render<ForYouBadge>();
        Assert.StartsWith("2", badge.WaitForElement(Test("for-you-count")).TextContent);
        var page = Render<ForYouPage>();
        var links = page.WaitForElements($"{Test("waiting-item")} a");
        Assert.Equal("/runs/1#comment-a", links[0].GetAttribute("href"));
        Assert.Contains("ben mentions you on run 1", links[0].TextContent);
        Assert.Contains("Your run 1 failed", links[1].TextContent);
        links[0].Click();
        Tick(3000);
        badge.WaitForAssertion(() => Assert.StartsWith("1", badge.Find(Test("for-you-count")).TextContent));
        page.Find(Test("mark-all-read")).Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(Test("mark-all-read"))));
        Tick(3000);
        badge.WaitForAssertion(() => Assert.Empty(badge.FindAll(Test("for-you-count"))));
        Assert.Equal(items[0].At, Assert.Single(Sender.SentOf<MarkAllRead>()).Until);
    }

    [Fact]
    public void Item_ThatComes_IsShownWithoutReload()
    {
        var page = Render<ForYouPage>();
        page.WaitForElement(Test("empty-state"));
        items = [Item("a", ForYouKind.Reply)];
        Feed.Publish(new(RunId.New(), [], null) { Project = ProjectId.Default });
        Tick(2000);
        page.WaitForElement(Test("waiting-item"));
    }

    private ForYouItem Item(string key, ForYouKind kind) =>
        new(key, kind, Clock.GetUtcNow(), "ben", new("words.subject.run", ("number", "1")), $"/runs/1#comment-{key}", "look here");
}
