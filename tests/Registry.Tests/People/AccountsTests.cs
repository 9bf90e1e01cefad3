using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.People;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.People;

/// <summary>How accounts are opened, and what their people may do from one minute to the next.</summary>
public sealed class AccountsTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task SetUp_ManyAtOnce_MakesOneAdministrator()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => AskAsync(a => a.SetUpAsync($"anna{i}", Password, Cancelled))));
        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Equal("people.setup.done", outcome.Reason!.Code));
        Assert.True(Assert.Single(await registry.SendAsync(new ListPeople())).IsAdministrator);
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task Invitation_IsTakenByOne_AndGivesItsRoles()
    {
        var project = (await registry.SendAsync(new CreateProject("birds"))).Value;
        var code = (await registry.SendAsync(new InvitePerson(false, [new(Permission.Review, project)]))).Value!.Code;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(a => a.JoinAsync(code, $"ben{i}", Password, Cancelled))));
        var person = Assert.Single(outcomes, outcome => outcome.IsDone).Value;
        Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Equal("people.code.used", outcome.Reason!.Code));
        Assert.Equal([new CallerScope(Permission.Review, project)], (await FindAsync(person))!.Scopes);
        // Its hash is kept, and nothing else of it.
        Assert.DoesNotContain(code, System.Text.Encoding.Latin1.GetString(await ReadAllAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_EndsAfterAWeek()
    {
        var code = (await registry.SendAsync(new InvitePerson(true, []))).Value!.Code;
        registry.Time.Advance(TimeSpan.FromDays(7.1));
        Assert.Equal("people.code.used", (await AskAsync(a => a.JoinAsync(code, "ben", Password, Cancelled))).Reason!.Code);
    }

    [Theory]
    [InlineData("", Password, "people.name.form")]
    [InlineData("anna<script>", Password, "people.name.form")]
    [InlineData("anna b", Password, "people.name.form")]
    [InlineData("anna", "short", "people.password.short")]
    [InlineData("anna", "aaaaaaaaaaaaaaaa", "people.password.common")]
    [InlineData("anna", "PasswordPassword", "people.password.common")]
    public async Task WhatDoesNotFit_IsRefused(string name, string password, string code)
    {
        Assert.Equal(code, (await AskAsync(a => a.SetUpAsync(name, password, Cancelled))).Reason!.Code);
        Assert.True(await AskAsync(a => a.IsEmptyAsync(Cancelled)));
    }

    [Fact]
    public async Task Name_OfAnother_IsTaken_InAnyCase()
    {
        await AskAsync(a => a.SetUpAsync("anna", Password, Cancelled));
        var code = (await registry.SendAsync(new InvitePerson(true, []))).Value!.Code;
        Assert.Equal("people.name.taken", (await AskAsync(a => a.JoinAsync(code, "ANNA", Password, Cancelled))).Reason!.Code);
        Assert.True((await AskAsync(a => a.JoinAsync(code, "李雷", Password, Cancelled))).IsDone);
    }

    [Fact]
    public async Task LastAdministrator_Stays()
    {
        var anna = (await AskAsync(a => a.SetUpAsync("anna", Password, Cancelled))).Value;
        Assert.Equal("people.administrator.last", (await registry.SendAsync(new SetAdministrator(anna, false))).Reason!.Code);
        Assert.Equal("people.administrator.last", (await registry.SendAsync(new CloseAccount(anna, true))).Reason!.Code);
        var code = (await registry.SendAsync(new InvitePerson(true, []))).Value!.Code;
        await AskAsync(a => a.JoinAsync(code, "ben", Password, Cancelled));
        Assert.True((await registry.SendAsync(new CloseAccount(anna, true))).IsDone);
    }

    [Fact]
    public async Task WhatIsTaken_EndsAtOnceHere_AndWithinHalfAMinuteElsewhere()
    {
        var anna = (await AskAsync(a => a.SetUpAsync("anna", Password, Cancelled))).Value;
        var ben = (
            await AskAsync(async a =>
                await a.JoinAsync(
                    (await registry.SendAsync(new InvitePerson(false, [new(Permission.Contribute, ProjectId.Default)]))).Value!.Code,
                    "ben",
                    Password,
                    Cancelled
                )
            )
        ).Value;
        var other = new CallerDirectory(registry.Get<RegistryReader>(), registry.Time);
        Assert.Equal(Permission.Contribute, Assert.Single((await FindAsync(ben))!.Scopes).Permission);
        var stamp = await StampAsync(ben);
        Assert.NotNull(await other.FindAsync(ben, stamp, "1", Cancelled));

        await registry.SendAsync(new SetRole(ben, ProjectId.Default, null));
        Assert.Empty((await FindAsync(ben))!.Scopes);
        await registry.SendAsync(new CloseAccount(ben, true));
        Assert.Null(await registry.Get<ICallerDirectory>().FindAsync(ben, stamp, "1", Cancelled));
        Assert.Null(await FindAsync(ben));
        registry.Time.Advance(ICallerDirectory.Kept);
        Assert.Null(await other.FindAsync(ben, stamp, "1", Cancelled));
        // Opened again, an old cookie stays what it was.
        await registry.SendAsync(new CloseAccount(ben, false));
        Assert.Null(await registry.Get<ICallerDirectory>().FindAsync(ben, stamp, "1", Cancelled));
        Assert.NotNull(await FindAsync(ben));
        Assert.True((await FindAsync(anna))!.MayEverywhere(Permission.Administer));
    }

    [Fact]
    public async Task Session_ThatIsSignedOut_IsNobodys_AndOthersGoOn()
    {
        var ben = (await AskAsync(a => a.SetUpAsync("ben", Password, Cancelled))).Value;
        var (stamp, directory) = (await StampAsync(ben), registry.Get<ICallerDirectory>());
        await EndAsync("1");
        await EndAsync("1");
        Assert.Null(await directory.FindAsync(ben, stamp, "1", Cancelled));
        Assert.NotNull(await directory.FindAsync(ben, stamp, "2", Cancelled));
        // As long as its cookie could be shown, and no longer.
        registry.Time.Advance(TimeSpan.FromDays(1));
        await EndAsync("3");
        Assert.Null(await directory.FindAsync(ben, stamp, "1", Cancelled));
        registry.Time.Advance(TimeSpan.FromDays(1.5));
        await EndAsync("4");
        Assert.NotNull(await directory.FindAsync(ben, stamp, "1", Cancelled));
        Assert.Null(await directory.FindAsync(ben, stamp, "3", Cancelled));

        async Task EndAsync(string session)
        {
            await AskAsync(async a =>
            {
                await a.EndSessionAsync(ben, session, Cancelled);
                return true;
            });
            directory.Forget(ben);
        }
    }

    private async Task<Caller?> FindAsync(PersonId person) =>
        await registry.Get<ICallerDirectory>().FindAsync(person, await StampAsync(person), "1", Cancelled);

    private Task<string> StampAsync(PersonId person) =>
        registry.ReadAsync(c => c.Users.Where(p => p.Id == person.Value).Select(p => p.SecurityStamp!).SingleAsync(Cancelled));

    private async Task<byte[]> ReadAllAsync()
    {
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Cancelled));
        return await File.ReadAllBytesAsync(registry.Layout.Database, Cancelled);
    }

    private async Task<T> AskAsync<T>(Func<IAccounts, Task<T>> ask)
    {
        await using var scope = registry.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IAccounts>());
    }
}
