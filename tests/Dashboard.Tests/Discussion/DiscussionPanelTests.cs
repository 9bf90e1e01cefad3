using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Discussion;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Discussion;

public sealed class DiscussionPanelTests : DashboardContext
{
    private readonly RunId run = RunId.New();
    private readonly List<CommentView> comments = [];
    private Refusal? refusal;

    public DiscussionPanelTests()
    {
        Sender.On<ListComments, DiscussionView>(_ => new([.. comments], true, ["anna", "ben"], 3, [new("head.dropout", "0.2"), new("seed", "1")], null));
        Sender.On<WriteComment, Outcome<CommentId>>(request =>
        {
            if (refusal is not null)
                return Outcome<CommentId>.Refused(refusal);
            comments.Add(Comment(request.Text, new(request.Key), request.ReplyTo) with { Subject = request.Subject });
            return new CommentId(request.Key);
        });
    }

    [Fact]
    public void Comment_ThatIsWritten_IsShown_AndOneThatIsRefusedStaysTyped()
    {
        var page = Open();
        page.WaitForElement(Test("no-comments"));
        page.Find(Test("comment-text")).Input("try *this*");
        refusal = new("comment.patch.none");
        page.Find(Test("write-comment")).Click();
        Assert.Contains("no patch", page.WaitForElement(Test("comment-problem")).TextContent);
        refusal = null;
        page.Find(Test("write-comment")).Click();
        page.WaitForAssertion(() => Assert.Equal("this", page.Find("article em").TextContent));
        // Sent again after a refusal, it is the same comment.
        Assert.Single(Sender.SentOf<WriteComment>().Select(w => w.Key).Distinct());
        page.Find(Test("comment-text")).Input("another");
        page.Find(Test("write-comment")).Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(Test("comment")).Count));
        Assert.Equal(2, Sender.SentOf<WriteComment>().Select(w => w.Key).Distinct().Count());
    }

    [Fact]
    public void Comment_OfAnotherPerson_AppearsWithoutReload()
    {
        var page = Open();
        page.WaitForElement(Test("no-comments"));
        comments.Add(Comment("from afar"));
        Feed.Publish(new(run, [], null) { Project = ProjectId.Default });
        Tick();
        page.WaitForAssertion(() => Assert.Contains("from afar", page.Find(Test("comment")).TextContent));
    }

    [Fact]
    public void Epoch_AndSettings_GoWithTheComment()
    {
        var page = Open();
        page.WaitForElement(Test("comment-epoch-choice")).Change("1");
        page.Find(Test("add-patch")).Click();
        page.Find(Test("patch-name")).Change("head.dropout");
        page.Find(Test("patch-value")).Input("0.5");
        page.Find(Test("comment-text")).Input("here it begins to overfit");
        page.Find(Test("write-comment")).Click();
        page.WaitForAssertion(() => Assert.Contains("2", page.Find(Test("comment-epoch")).TextContent));
        var sent = Assert.Single(Sender.SentOf<WriteComment>());
        Assert.Equal((1, new SettingChange("head.dropout", "0.5")), (sent.Subject.Epoch, Assert.Single(sent.Changes!)));
    }

    [Fact]
    public void Patch_IsShownFromTo_AndAcceptedByOneClick()
    {
        var comment = Comment("try") with { Patch = [new("head.dropout", ["0.2", "0.5"], true)] };
        comments.Add(comment);
        var started = RunId.New();
        Sender.On<AcceptPatch, Outcome<RunId>>(_ =>
        {
            comments[0] = comment with { Run = new(started, 17, "ben") };
            return started;
        });
        var page = Open();
        Assert.Equal(["head.dropout", "0.2", "0.5"], page.WaitForElement(Test("patch")).QuerySelectorAll("td").Select(td => td.TextContent));
        page.Find(Test("accept-patch")).Click();
        Assert.Equal($"/runs/{started}", page.WaitForElement($"{Test("patch-run")} a").GetAttribute("href"));
        Assert.Empty(page.FindAll(Test("accept-patch")));
    }

    [Fact]
    public void Withdrawn_SaysWho_AndOffersNothing()
    {
        comments.Add(Comment("") with { WithdrawnAt = Clock.GetUtcNow(), IsMine = false });
        var page = Open();
        Assert.Contains("anna", page.WaitForElement(Test("withdrawn")).TextContent);
        Assert.Empty(page.FindAll(Test("edit")));
    }

    [Fact]
    public void Reader_WhoMayNotWrite_IsToldSo()
    {
        comments.Add(Comment("words") with { IsMine = false });
        Sender.On<ListComments, DiscussionView>(_ => new([.. comments], false, [], 3, [], null));
        var page = Open();
        page.WaitForElement(Test("comment"));
        foreach (var id in new[] { "composer", "reply", "resolve", "edit", "withdraw" })
            Assert.Empty(page.FindAll(Test(id)));
    }

    private IRenderedComponent<DiscussionPanel> Open() => Render<DiscussionPanel>(p => p.Add(d => d.Subject, run));

    private CommentView Comment(string text, CommentId? id = null, CommentId? thread = null) =>
        new(id ?? CommentId.New(), run, thread, "anna", null, Clock.GetUtcNow(), text, [], [], null, null, null, true);
}
