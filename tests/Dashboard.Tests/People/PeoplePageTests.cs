using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Components.Pages.People;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.People;

public sealed class PeoplePageTests : DashboardContext
{
    private readonly ProjectView birds = new(ProjectId.New(), "Birds", Permission.Administer);
    private readonly PersonView ben;

    public PeoplePageTests()
    {
        ben = new(PersonId.New(), "ben", false, false, Clock.GetUtcNow(), [new(Permission.View, birds.Id)]);
        Sender.On<ListProjects, IReadOnlyList<ProjectView>>(_ => [birds]);
        Sender.On<ListPeople, IReadOnlyList<PersonView>>(_ => [ben]);
        Sender.On<SetRole, Outcome>(_ => Outcome.Done);
        Sender.On<InvitePerson, Outcome<Invitation>>(_ => new Invitation("code", Clock.GetUtcNow().AddDays(7)));
    }

    [Fact]
    public void Role_IsGivenAndTaken_AndWhatIsNotOfferedChangesNothing()
    {
        var page = Render<PeoplePage>();
        Assert.Equal("1 person in 1 project.", page.Find(Test("headline")).TextContent);
        page.Find(Test("role")).Change("Owner");
        Assert.Empty(Sender.SentOf<SetRole>());
        page.Find(Test("role")).Change(nameof(Permission.Review));
        page.Find(Test("role")).Change("");
        Assert.Equal([new SetRole(ben.Id, birds.Id, Permission.Review), new(ben.Id, birds.Id, null)], Sender.SentOf<SetRole>());
    }

    [Fact]
    public void Tokens_OfAPerson_AreShownWhenAskedFor_AndRevoked()
    {
        var token = new AccessTokenView(AccessTokenId.New(), "nightly", Permission.View, null, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(90), null);
        List<AccessTokenView> there = [token];
        Sender.On<ListAccessTokensOf, IReadOnlyList<AccessTokenView>>(_ => [.. there]);
        Sender.On<RevokeAccessTokenOf, Outcome>(_ =>
        {
            there.Clear();
            return Outcome.Done;
        });
        var page = Render<PeoplePage>();
        Assert.Empty(page.FindAll(Test("tokens-of")));
        page.Find(Test("show-tokens")).Click();
        Assert.Contains("nightly", page.Find(Test("token-of")).TextContent, StringComparison.Ordinal);
        page.Find(Test("revoke-token-of")).Click();
        Assert.Equal([new RevokeAccessTokenOf(ben.Id, token.Id)], Sender.SentOf<RevokeAccessTokenOf>());
        Assert.Empty(page.FindAll(Test("token-of")));
    }

    [Fact]
    public void Invitation_IsForTheProjectAndRole_AndShownOnce()
    {
        var page = Render<PeoplePage>();
        page.Find(Test("invite-project")).Change("forged");
        page.Find(Test("invite-role")).Change("forged");
        page.Find(Test("invite-role")).Change(nameof(Permission.View));
        page.Find(Test("invite")).Click();
        var sent = Assert.Single(Sender.SentOf<InvitePerson>());
        Assert.False(sent.IsAdministrator);
        Assert.Equal([new CallerScope(Permission.View, birds.Id)], sent.Roles);
        Assert.EndsWith("/join?code=code", page.Find(Test("invite-link")).TextContent, StringComparison.Ordinal);
        page.Find(Test("invite-project")).Change("*");
        page.Find(Test("invite")).Click();
        Assert.True(Sender.SentOf<InvitePerson>().Last().IsAdministrator);
    }
}
