using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Discussion;

public sealed class ForYouTests : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Contribute)]);
    private RegistryFixture registry = null!;
    private TeamProject team = null!;
    private Caller member = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        team = await TeamProject.AddAsync(registry, "team", 'a');
        await registry.SendAsync(new SetRole(team.Person, team.Project, Permission.Review));
        member = new("team", null, [new(Permission.Review, team.Project)]) { Person = team.Person };
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Comments_WaitForWhoIsCalled_Answered_OrStartedTheRun_EachOnce()
    {
        await WriteAsync(Anna, team.DatasetVersion, "@team look");
        var head = await WriteAsync(member, team.Run, "why?");
        var answer = await WriteAsync(Anna, team.Run, "because, @team", head);
        await WriteAsync(Anna, team.Run, "nobody is called");
        var items = (await ListAsync(member)).Items;
        Assert.Equal([ForYouKind.Mention, ForYouKind.Mention], items.Select(i => i.Kind));
        Assert.Equal($"/runs/{team.Run}?tab=discussion#comment-{answer}", items[0].Address);
        Assert.Equal(("anna", "because, @team", "v1"), (items[0].By, items[0].Excerpt, items[1].About.Sentence[^2..]));
        var second = await WriteAsync(Anna, team.Run, "and more", answer);
        Assert.Contains((await ListAsync(member)).Items, i => i.Kind == ForYouKind.Reply && i.Key == $"comment:{second}");
        // Whoever started the run hears of all that others say of it.
        var owner = (await ListAsync(Caller.LocalOwner)).Items.Where(i => i.Kind is ForYouKind.OnMyRun or ForYouKind.Reply).ToList();
        Assert.Equal(4, owner.Count);
        Assert.All(owner, i => Assert.NotEqual(Caller.LocalOwner.User, i.By));
        await registry.SendAsync(Anna, new WithdrawComment(answer));
        Assert.DoesNotContain((await ListAsync(member)).Items, i => i.Key == $"comment:{answer}");
    }

    [Fact]
    public async Task WhoNoLongerSeesTheProject_IsToldNothing()
    {
        await WriteAsync(Anna, team.Run, "@team look");
        Assert.NotEmpty((await ListAsync(member)).Items);
        await Assert.ThrowsAsync<RefusedException>(() => ListAsync(member with { Scopes = [] }));
        Assert.Empty((await ListAsync(member with { Scopes = [new(Permission.Administer, ProjectId.New())] })).Items);
    }

    [Fact]
    public async Task Run_ThatFailed_WaitsForWhoStartedIt()
    {
        var created = (await registry.Runs.CreateAsync(new(Samples.Spec(), team.DatasetVersion), member, Cancelled)).Value!;
        var lease = (await registry.Ledger.AcquireAsync(created.Run, "here", Cancelled))!;
        await registry.Ledger.FinishAsync(lease, RunStatus.Failed, Core.Refusals.Refusal.OfSentence("It broke."), null, Cancelled);
        var item = Assert.Single((await ListAsync(member)).Items, i => i.Kind == ForYouKind.FailedRun);
        Assert.Equal(($"/runs/{created.Run}", $"run {created.Number}"), (item.Address, item.About.Sentence));
        Assert.DoesNotContain((await ListAsync(Anna)).Items, i => i.Kind == ForYouKind.FailedRun);
    }

    [Fact]
    public async Task Review_WaitsForThoseWhoMayDecide_UntilTheyDid()
    {
        Assert.DoesNotContain((await ListAsync(member)).Items, i => i.Kind == ForYouKind.Review);
        var judged = await GateBench.JudgeAsync(registry, team.Review);
        // Where one's own approval counts, one's own request waits for oneself too.
        Assert.Single((await ListAsync(Caller.LocalOwner)).Items, i => i.Kind == ForYouKind.Review);
        await registry.SendAsync(new SetAliasRules(team.Model, "champion", new() { ByReviewOnly = true }, 0, "two of us"));
        Assert.Equal($"/reviews/{team.Review}", Assert.Single((await ListAsync(member)).Items, i => i.Kind == ForYouKind.Review).Address);
        // One's own request waits for others, and those who may not decide wait for nobody.
        Assert.DoesNotContain((await ListAsync(Caller.LocalOwner)).Items, i => i.Kind == ForYouKind.Review);
        Assert.DoesNotContain((await ListAsync(Anna)).Items, i => i.Kind == ForYouKind.Review);
        await registry.SendAsync(member, new RejectReview(judged.Id, "no"));
        Assert.DoesNotContain((await ListAsync(member)).Items, i => i.Kind == ForYouKind.Review);
    }

    [Fact]
    public async Task Marks_AreEachPersonsOwn_AndWhatComesLaterIsUnread()
    {
        var first = await WriteAsync(Anna, team.Run, "@team one");
        await WriteAsync(Anna, team.Run, "@team two");
        Assert.Equal(2, (await ListAsync(member)).Unread);
        Assert.True((await registry.SendAsync(member, new MarkRead($"comment:{first}"))).IsDone);
        Assert.True((await registry.SendAsync(member, new MarkRead($"comment:{first}"))).IsDone);
        Assert.Equal(1, (await ListAsync(member)).Unread);
        Assert.Equal(2, (await ListAsync(Caller.LocalOwner)).Unread);
        var seen = (await ListAsync(member)).Items[0].At;
        await WriteAsync(Anna, team.Run, "@team three, while the page was open");
        Assert.True((await registry.SendAsync(member, new MarkAllRead(seen))).IsDone);
        var after = await ListAsync(member);
        Assert.Equal((3, 1), (after.Items.Count, after.Unread));
        Assert.Contains("three", Assert.Single(after.Items, i => !i.IsRead).Excerpt);
        // A time to come marks nothing that is yet to come.
        Assert.True((await registry.SendAsync(member, new MarkAllRead(DateTimeOffset.MaxValue))).IsDone);
        await WriteAsync(Anna, team.Run, "@team four");
        Assert.Equal(1, (await ListAsync(member)).Unread);
        foreach (var bad in new[] { "", "*", new string('x', 101), "a\u0000" })
            Assert.NotNull((await registry.SendAsync(member, new MarkRead(bad))).Refusal);
    }

    private Task<ForYouList> ListAsync(Caller caller) => registry.SendAsync(caller, new GetForYou());

    private async Task<CommentId> WriteAsync(Caller by, CommentSubject subject, string text, CommentId? replyTo = null)
    {
        registry.Time.Advance(TimeSpan.FromSeconds(1));
        var written = await registry.SendAsync(by, new WriteComment(subject, text, Guid.NewGuid(), replyTo));
        Assert.True(written.IsDone, written.Refusal);
        return written.Value;
    }
}
