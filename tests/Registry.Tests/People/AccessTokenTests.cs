using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.People;

/// <summary>What programs act for people by.</summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private Caller anna = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IAccessTokens Tokens => registry.Get<IAccessTokens>();

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        await using var scope = registry.Services.CreateAsyncScope();
        var person = (await scope.ServiceProvider.GetRequiredService<IAccounts>().SetUpAsync("anna", "correct horse battery", Cancelled)).Value;
        anna = (await registry.Get<ICallerDirectory>().FindAsync(person, Cancelled))!;
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Token_IsToldOnce_FoundByItsHash_AndSaysWhatItMayAtMost()
    {
        var made = await CreateAsync(Permission.Contribute, ProjectId.Default);
        Assert.StartsWith("mlops_", made.Token, StringComparison.Ordinal);
        Assert.Equal(registry.Time.GetUtcNow().AddDays(90), made.Until);
        Assert.Equal(new(anna.Person!.Value, new(Permission.Contribute, ProjectId.Default)), await Tokens.FindAsync(made.Token, Cancelled));
        Assert.Null(await Tokens.FindAsync(made.Token + "x", Cancelled));
        Assert.Null(await Tokens.FindAsync(made.Token["mlops_".Length..], Cancelled));
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Cancelled));
        Assert.DoesNotContain(
            made.Token["mlops_".Length..],
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(registry.Layout.Database, Cancelled)),
            StringComparison.Ordinal
        );
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task Token_EndsWhenItExpires_IsRevoked_OrItsAccountIsClosed()
    {
        var (expires, revoked, closed) = (await CreateAsync(days: 1), await CreateAsync(), await CreateAsync());
        Assert.True((await registry.SendAsync(anna, new RevokeAccessToken(revoked.Id))).IsDone);
        Assert.Null(await Tokens.FindAsync(revoked.Token, Cancelled));
        Assert.Equal("account.token.missing", (await registry.SendAsync(anna, new RevokeAccessToken(revoked.Id))).Reason!.Code);
        Assert.NotNull(await Tokens.FindAsync(expires.Token, Cancelled));
        registry.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await Tokens.FindAsync(expires.Token, Cancelled));
        await CreateAdministratorAsync();
        Assert.True((await registry.SendAsync(new CloseAccount(anna.Person!.Value, true))).IsDone);
        Assert.Null(await Tokens.FindAsync(closed.Token, Cancelled));
        await registry.SendAsync(new CloseAccount(anna.Person!.Value, false));
        Assert.Null(await Tokens.FindAsync(closed.Token, Cancelled));
    }

    [Fact]
    public async Task Token_OfAnother_IsSeenAndRevokedByAdministratorsAlone()
    {
        var made = await CreateAsync();
        var ben = new Caller("ben", null, [new(Permission.Administer, ProjectId.Default)]) { Person = PersonId.New() };
        Assert.Empty(await registry.SendAsync(ben, new ListAccessTokens()));
        Assert.Equal("account.token.missing", (await registry.SendAsync(ben, new RevokeAccessToken(made.Id))).Reason!.Code);
        Assert.Equal("caller.forbidden", (await registry.SendAsync(ben, new RevokeAccessTokenOf(anna.Person!.Value, made.Id))).Reason!.Code);
        Assert.Equal(made.Id, Assert.Single(await registry.SendAsync(new ListAccessTokensOf(anna.Person!.Value))).Id);
        Assert.True((await registry.SendAsync(new RevokeAccessTokenOf(anna.Person!.Value, made.Id))).IsDone);
        Assert.Null(await Tokens.FindAsync(made.Token, Cancelled));
    }

    [Fact]
    public async Task Use_IsNotedToTheHour()
    {
        var made = await CreateAsync();
        Assert.Null(Assert.Single(await registry.SendAsync(anna, new ListAccessTokens())).LastUsedAt);
        registry.Time.Advance(TimeSpan.FromMinutes(130));
        await Tokens.FindAsync(made.Token, Cancelled);
        var used = Assert.Single(await registry.SendAsync(anna, new ListAccessTokens())).LastUsedAt!.Value;
        Assert.Equal((0, 0, 0L), (used.Minute, used.Second, used.Ticks % TimeSpan.TicksPerSecond));
        Assert.InRange(registry.Time.GetUtcNow() - used, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("", 90, "account.token.name")]
    [InlineData("x", 0, "account.token.days")]
    [InlineData("x", 366, "account.token.days")]
    public async Task WhatDoesNotFit_IsRefused(string name, int days, string code) =>
        Assert.Equal(code, (await registry.SendAsync(anna, new CreateAccessToken(name, Permission.View, null, days))).Reason!.Code);

    [Fact]
    public async Task Token_ForMoreThanItsPersonMay_OrOfNobody_IsRefused()
    {
        var ben = new Caller("ben", null, [new(Permission.View, ProjectId.Default)]) { Person = anna.Person };
        Assert.Equal("account.token.permission", (await registry.SendAsync(ben, new CreateAccessToken("x", Permission.Contribute, null))).Reason!.Code);
        Assert.Equal("account.token.local", (await registry.SendAsync(new CreateAccessToken("x", Permission.View, null))).Reason!.Code);
    }

    [Theory]
    [InlineData(Permission.Administer, Permission.View, Permission.View)]
    [InlineData(Permission.View, Permission.Administer, Permission.View)]
    public void Limit_NeverGives(Permission given, Permission limit, Permission expected)
    {
        var (here, elsewhere) = (ProjectId.New(), ProjectId.New());
        var everywhere = new Caller("anna", null, [new(given)]);
        Assert.Equal([new CallerScope(expected)], everywhere.Within(new(limit)).Scopes);
        Assert.Equal([new CallerScope(expected, here)], everywhere.Within(new(limit, here)).Scopes);
        var inTwo = new Caller("anna", null, [new(given, here), new(given, elsewhere)]);
        Assert.Equal([new CallerScope(expected, here)], inTwo.Within(new(limit, here)).Scopes);
        Assert.Empty(inTwo.Within(new(limit, ProjectId.New())).Scopes);
    }

    private async Task<NewAccessToken> CreateAsync(Permission permission = Permission.View, ProjectId? project = null, int days = 90) =>
        (await registry.SendAsync(anna, new CreateAccessToken("nightly", permission, project, days))).Value!;

    private async Task CreateAdministratorAsync()
    {
        var code = (await registry.SendAsync(new InvitePerson(true, []))).Value!.Code;
        await using var scope = registry.Services.CreateAsyncScope();
        Assert.True((await scope.ServiceProvider.GetRequiredService<IAccounts>().JoinAsync(code, "ben", "correct horse battery", Cancelled)).IsDone);
    }
}
