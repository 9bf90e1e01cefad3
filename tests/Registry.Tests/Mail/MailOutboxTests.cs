using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Mail;

public sealed class MailOutboxTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private TeamProject team = null!;
    private Caller ben = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IMailOutbox Box => registry.Get<IMailOutbox>();

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync(settings: ("Mail:Host", "127.0.0.1"));
        team = await TeamProject.AddAsync(registry, "team", 'a');
        ben = await PersonAsync("ben");
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Address_IsSetByItsOwner_AndOnlyWhereItIsOne()
    {
        Assert.True((await registry.SendAsync(ben, new SetMailAddress(" ben@lab.example "))).IsDone);
        Assert.Equal("ben@lab.example", await AddressAsync(isOn: true));
        // Without a mail server nobody is asked.
        Assert.Null(await AddressAsync(isOn: false));
        foreach (var wrong in (string[])["ben", "a@b@c", "Ben <ben@lab.example>", "ben@lab.example\r\nBcc: x@y", "a@b,c@d", "\"a b\"@c", "@lab.example"])
            Assert.Equal("mail.address", (await registry.SendAsync(ben, new SetMailAddress(wrong))).Reason?.Code);
        Assert.True((await registry.SendAsync(ben, new SetMailAddress(""))).IsDone);
        Assert.Equal("", await AddressAsync(isOn: true));
        Assert.Equal("mail.nobody", (await registry.SendAsync(new SetMailAddress("a@b.example"))).Reason!.Code);
    }

    [Fact]
    public async Task Mail_OfAMention_IsDue_WaitsAfterAFault_AndIsTakenOut()
    {
        await registry.SendAsync(ben, new SetMailAddress("ben@lab.example"));
        await QueueAsync("look @ben");
        var mail = Assert.Single(await Box.DueAsync(10, Cancelled));
        Assert.Equal(("ben@lab.example", "look @ben", 0), (mail.To, mail.Text, mail.Attempts));
        Assert.StartsWith("/runs/", mail.Path, StringComparison.Ordinal);
        await Box.PostponeAsync(mail.Id, TimeSpan.FromMinutes(1), Cancelled);
        Assert.Empty(await Box.DueAsync(10, Cancelled));
        registry.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, Assert.Single(await Box.DueAsync(10, Cancelled)).Attempts);
        await Box.RemoveAsync(mail.Id, Cancelled);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Mail_ThatNobodyIsToldAnyMore_IsTakenAway()
    {
        await QueueAsync("no address @ben");
        Assert.Empty(await Box.DueAsync(10, Cancelled));
        Assert.Equal(0, await CountAsync());

        await registry.SendAsync(ben, new SetMailAddress("ben@lab.example"));
        await QueueAsync("lost the project @ben");
        await using (var context = await registry.Get<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled))
            await context.ProjectRoles.Where(r => r.PersonId == ben.Person!.Value.Value).ExecuteDeleteAsync(Cancelled);
        Assert.Empty(await Box.DueAsync(10, Cancelled));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Mail_OfADatasetVersion_LinksToThatVersion()
    {
        await registry.SendAsync(ben, new SetMailAddress("ben@lab.example"));
        await QueueAsync("look @ben", team.DatasetVersion);
        Assert.EndsWith("?v=1", Assert.Single(await Box.DueAsync(10, Cancelled)).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_ThatIsJudged_IsTheirsWhoMayDecide_UntilSomebodyDid()
    {
        var (cleo, dan) = (await PersonAsync("cleo", Permission.Review), await PersonAsync("dan", Permission.Administer));
        foreach (var person in (Caller[])[ben, cleo, dan])
            await registry.SendAsync(person, new SetMailAddress($"{person.User}@lab.example"));
        var rules = (await registry.SendAsync(dan, new GetAliasRules(team.Model))).Of("challenger");
        var set = new SetAliasRules(team.Model, "challenger", rules.Rules with { OwnApprovalCounts = false }, rules.Number, "agreed");
        Assert.True((await registry.SendAsync(dan, set)).IsDone);
        var review = (await registry.Get<IReviewStore>().RequestAsync(new(team.Model, "challenger", 1, "look at class cat"), cleo, Cancelled)).Value;
        Assert.Empty(await Box.DueAsync(10, Cancelled));
        var judged = await GateBench.JudgeAsync(registry, review);
        // Ben may not decide, and Cleo asked: the rules say that this is not enough.
        var mail = Assert.Single(await Box.DueAsync(10, Cancelled));
        Assert.Equal(("dan@lab.example", "cleo", "look at class cat", $"/reviews/{review}"), (mail.To, mail.By, mail.Text, mail.Path));

        Assert.True((await registry.Get<IReviewStore>().JudgeAgainAsync(review, cleo, Cancelled)).IsDone);
        Assert.Empty(await Box.DueAsync(10, Cancelled));
        await GateBench.JudgeAsync(registry, review);
        Assert.Single(await Box.DueAsync(10, Cancelled));
        Assert.True((await registry.SendAsync(dan, new RejectReview(judged.Id, "no"))).IsDone);
        Assert.Empty(await Box.DueAsync(10, Cancelled));
    }

    [Fact]
    public async Task Account_ThatChanged_IsToldToTheAddressThatItHad()
    {
        await registry.SendAsync(ben, new SetMailAddress("ben@lab.example"));
        await registry.SendAsync(ben, new SetMailAddress("else@where.example"));
        await using (var scope = registry.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IAccounts>().NoteAsync(ben.Person!.Value, AccountChange.PasswordChanged, Cancelled);
        await registry.SendAsync(ben, new SetMailAddress(""));
        var mails = await Box.DueAsync(10, Cancelled);
        Assert.Equal(
            [
                ("ben@lab.example", "ben changed the address for mail."),
                ("else@where.example", "ben changed the password."),
                ("else@where.example", "ben changed the address for mail."),
            ],
            mails.Select(m => (m.To, m.About.Sentence))
        );
        Assert.Equal(3, mails.Select(m => m.Name).Distinct().Count());
    }

    private async Task<string?> AddressAsync(bool isOn)
    {
        var caller = new CurrentCaller();
        caller.Set(ben);
        var handlers = new MailAddressHandlers(
            registry.Get<RegistryReader>(),
            registry.Get<RegistryWriter>(),
            caller,
            new MailSwitch(isOn),
            registry.Get<MailQueue>()
        );
        return await handlers.Handle(new GetMailAddress(), Cancelled);
    }

    private Task<int> CountAsync() => registry.ReadAsync(c => c.OutgoingMail.CountAsync(Cancelled));

    private async Task QueueAsync(string text, CommentSubject? about = null) =>
        Assert.True((await registry.SendAsync(new WriteComment(about ?? team.Run, text, Guid.CreateVersion7()))).IsDone);

    private async Task<Caller> PersonAsync(string name, Permission role = Permission.Contribute)
    {
        var id = PersonId.New();
        await using var context = await registry.Get<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled);
        context.Add(
            new Person
            {
                Id = id.Value,
                UserName = name,
                NormalizedUserName = name.ToUpperInvariant(),
                SecurityStamp = "1",
            }
        );
        context.Add(
            new ProjectRole
            {
                PersonId = id.Value,
                ProjectId = team.Project,
                Role = role,
            }
        );
        await context.SaveChangesAsync(Cancelled);
        return new(name, null, [new(role, team.Project)]) { Person = id };
    }
}
