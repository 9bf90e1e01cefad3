using System.Buffers.Binary;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.People;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>How people change how they sign in, by the forms of the page Account on a real server.</summary>
public sealed partial class AccountPageTests : IAsyncLifetime
{
    private const string Password = AccountHost.Password,
        Other = "another battery staple";
    private AccountHost host = null!;
    private Visitor anna = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await AccountHost.StartAsync();
        anna = await host.SetUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Password_NeedsTheOldOne_EndsOtherSessions_AndThisOneGoesOn()
    {
        var elsewhere = host.Visit();
        Assert.Equal((HttpStatusCode.Redirect, "/"), await elsewhere.StatusAsync("/sign-in", "anna", Password));
        Assert.Contains("present password", await Visitor.ProblemAsync(await ChangePasswordAsync("wrong password", Other)), StringComparison.Ordinal);
        Assert.Contains("12 characters", await Visitor.ProblemAsync(await ChangePasswordAsync(Password, "short")), StringComparison.Ordinal);
        Assert.Contains("most common", await Visitor.ProblemAsync(await ChangePasswordAsync(Password, "passwordpassword")), StringComparison.Ordinal);
        Assert.Equal("anna", await elsewhere.Http.GetStringAsync("/test/who", Cancelled));
        Assert.Contains("was changed", await TextAsync(await ChangePasswordAsync(Password, Other)), StringComparison.Ordinal);
        Assert.Equal("anna", await anna.Http.GetStringAsync("/test/who", Cancelled));
        Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.GetAsync("/test/who")).StatusCode);
        Assert.Equal((HttpStatusCode.OK, null), await host.Visit().StatusAsync("/sign-in", "anna", Password));
        Assert.Equal((HttpStatusCode.Redirect, "/"), await host.Visit().StatusAsync("/sign-in", "anna", Other));
        Assert.Contains(await host.SendAsync(new ListActivity()), line => line.Sentence == "anna changed the password.");
    }

    [Fact]
    public async Task Password_IsHashedSlowly()
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        var person = await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().FindByNameAsync("anna");
        var hash = Convert.FromBase64String(person!.PasswordHash!);
        // Identity's format 3: 1, the function (2: HMAC-SHA512), rounds, bytes of salt.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), 210_000, int.MaxValue);
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(9)), 16, 64);
    }

    // Whoever finds an open browser may not guess what the password is.
    [Fact]
    public async Task WrongOldPasswords_LockTheAccount()
    {
        for (var i = 0; i < 5; i++)
            await ChangePasswordAsync("wrong password", Other);
        Assert.Contains("present password", await Visitor.ProblemAsync(await ChangePasswordAsync(Password, Other)), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, null), await host.Visit().StatusAsync("/sign-in", "anna", Password));
    }

    [Fact]
    public async Task Sessions_EndEverywhereElse()
    {
        var elsewhere = host.Visit();
        await elsewhere.StatusAsync("/sign-in", "anna", Password);
        await anna.SubmitAsync("/account", "end-sessions");
        Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.GetAsync("/test/who")).StatusCode);
        Assert.Equal("anna", await anna.Http.GetStringAsync("/test/who", Cancelled));
    }

    [Fact]
    public async Task Codes_AreAskedForAfterThePassword_EachOnce_AndARecoveryCodeInstead()
    {
        var (key, recovery) = await TurnCodesOnAsync();
        Assert.Equal(10, recovery.Count);
        var visitor = host.Visit();
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in/code?to=%2Fruns"), await visitor.StatusAsync("/sign-in?to=/runs", "anna", Password));
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/test/who")).StatusCode);
        var code = OneTimeCode.Of(key, 1);
        var answer = await SendCodeAsync(visitor, code);
        Assert.Equal((HttpStatusCode.Redirect, "/runs"), (answer.StatusCode, answer.Headers.Location!.ToString()[^5..]));
        Assert.Equal("anna", await visitor.Http.GetStringAsync("/test/who", Cancelled));

        var second = host.Visit();
        await second.StatusAsync("/sign-in?to=/runs", "anna", Password);
        Assert.Contains("Expected a code", await Visitor.ProblemAsync(await SendCodeAsync(second, code)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await SendCodeAsync(second, recovery[0])).StatusCode);
        var third = host.Visit();
        await third.StatusAsync("/sign-in", "anna", Password);
        Assert.Contains("Expected a code", await Visitor.ProblemAsync(await SendCodeAsync(third, recovery[0])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongCodes_LockTheAccount_ThoughThePasswordIsRight()
    {
        var (key, _) = await TurnCodesOnAsync();
        var guesser = host.Visit();
        for (var i = 0; i < 5; i++)
        {
            await guesser.StatusAsync("/sign-in", "anna", Password);
            Assert.NotEmpty(await Visitor.ProblemAsync(await SendCodeAsync(guesser, i % 2 == 0 ? "AAAAA-AAAAA" : OneTimeCode.Of(key, 1000 + i))));
        }
        Assert.NotEmpty(await Visitor.ProblemAsync(await SendCodeAsync(guesser, OneTimeCode.Of(key, 1))));
        Assert.Equal((HttpStatusCode.OK, null), await host.Visit().StatusAsync("/sign-in", "anna", Password));
    }

    [Fact]
    public async Task Code_WithoutAPassword_SignsNobodyIn()
    {
        var (key, _) = await TurnCodesOnAsync();
        Assert.Contains("sign in again", await Visitor.ProblemAsync(await SendCodeAsync(host.Visit(), OneTimeCode.Of(key))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_AreTurnedOffByThePasswordAlone()
    {
        await TurnCodesOnAsync();
        var refused = await anna.SubmitAsync("/account", "change-codes", ("Form.Password", "wrong password"), ("Form.What", "off"));
        Assert.Contains("present password", await Visitor.ProblemAsync(refused), StringComparison.Ordinal);
        await anna.SubmitAsync("/account", "change-codes", ("Form.Password", Password), ("Form.What", "off"));
        Assert.Equal((HttpStatusCode.Redirect, "/"), await host.Visit().StatusAsync("/sign-in", "anna", Password));
    }

    [Fact]
    public async Task Token_IsShownOnce_AndRevoked()
    {
        var page = await TextAsync(
            await anna.SubmitAsync(
                "/account",
                "make-token",
                ("Form.Name", "nightly <b>"),
                ("Form.Permission", nameof(Permission.Contribute)),
                ("Form.Project", ProjectId.Default.ToString()),
                ("Form.Days", "30")
            )
        );
        var token = TokenText().Match(page).Groups[1].Value;
        Assert.StartsWith("mlops_", token, StringComparison.Ordinal);
        Assert.Contains("nightly &lt;b&gt;", page, StringComparison.Ordinal);
        var made = Assert.Single(await host.SendAsync(new ListAccessTokensOf(await host.FindAsync("anna"))));
        Assert.Equal((Permission.Contribute, ProjectId.Default, TimeSpan.FromDays(30)), (made.Permission, made.Project, made.ExpiresAt - made.CreatedAt));
        var again = await anna.GetAsync("/account", "text/html");
        Assert.DoesNotContain(token, await TextAsync(again), StringComparison.Ordinal);
        Assert.True(again.Headers.CacheControl!.NoStore);
        await anna.SubmitAsync("/account", "revoke-token", ("Revoked", made.Id.ToString()));
        Assert.Empty(await host.SendAsync(new ListAccessTokensOf(await host.FindAsync("anna"))));
    }

    [Fact]
    public async Task Forms_NeedTheirToken_AndPasskeysThisOrigin()
    {
        foreach (
            var form in new[]
            {
                "change-password",
                "end-sessions",
                "begin-codes",
                "change-codes",
                "make-token",
                "revoke-token",
                "add-passkey",
                "remove-passkey",
            }
        )
        {
            using var content = new FormUrlEncodedContent([new("_handler", form)]);
            Assert.Equal(HttpStatusCode.BadRequest, (await anna.Http.PostAsync("/account", content, Cancelled)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await anna.Http.PostAsync("/account/passkey", null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Visit().Http.PostAsync("/account/passkey", null, Cancelled)).StatusCode);
        anna.Http.DefaultRequestHeaders.Remove("Origin");
        foreach (var path in new[] { "/account/passkey", "/sign-in/passkey" })
            Assert.Equal(HttpStatusCode.Forbidden, (await anna.Http.PostAsync(path, null, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task WhatABrowserSaysOfNoPasskey_IsRefused()
    {
        foreach (var answer in new[] { "", "{}", "not JSON" })
        {
            Assert.NotEmpty(await Visitor.ProblemAsync(await anna.SubmitAsync("/account", "add-passkey", ("Form.Name", "x"), ("Form.Answer", answer))));
            Assert.Contains(
                "passkey",
                await Visitor.ProblemAsync(await host.Visit().SubmitAsync("/sign-in", "passkey-sign-in", ("Answer", answer))),
                StringComparison.Ordinal
            );
            var asked = host.Visit();
            await asked.Http.PostAsync("/sign-in/passkey", null, Cancelled);
            Assert.Contains(
                "passkey",
                await Visitor.ProblemAsync(await asked.SubmitAsync("/sign-in", "passkey-sign-in", ("Answer", answer))),
                StringComparison.Ordinal
            );
        }
    }

    // Identity writes an account as it read it: a failed attempt that began before would open a closed account again.
    [Fact]
    public async Task AFailedAttempt_DoesNotUndoWhatAnAdministratorChangedMeanwhile()
    {
        var (ben, _) = await host.JoinAsync("ben", new CallerScope(Permission.View, ProjectId.Default));
        await using var scope = host.App.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var read = (await people.FindByIdAsync(ben.ToString()))!;
        Assert.True((await host.SendAsync(new CloseAccount(ben, true))).IsDone);
        await people.AccessFailedAsync(read);
        Assert.True((await host.SendAsync(new ListPeople())).Single(p => p.Id == ben).IsClosed);
    }

    private async Task<(string Key, List<string> Recovery)> TurnCodesOnAsync()
    {
        var begun = await TextAsync(await anna.SubmitAsync("/account", "begin-codes"));
        Assert.Contains("<svg", begun, StringComparison.Ordinal);
        var key = KeyText().Match(begun).Groups[1].Value;
        // The form that confirms stands on the page that shows the key.
        using var content = new FormUrlEncodedContent([.. Visitor.FieldsOf(begun, "confirm-codes"), new("Code", OneTimeCode.Of(key))]);
        var confirmed = await TextAsync(await anna.Http.PostAsync("/account", content, Cancelled));
        return (key, [.. RecoveryText().Matches(confirmed).Select(m => m.Groups[1].Value)]);
    }

    private Task<HttpResponseMessage> ChangePasswordAsync(string old, string typed) =>
        anna.SubmitAsync("/account", "change-password", ("Form.Old", old), ("Form.New", typed));

    private static Task<HttpResponseMessage> SendCodeAsync(Visitor visitor, string code) =>
        visitor.SubmitAsync("/sign-in/code?to=/runs", "code", ("Code", code));

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancelled);

    [GeneratedRegex("data-testid=\"token\">([^<]+)<")]
    private static partial Regex TokenText();

    [GeneratedRegex("data-testid=\"codes-key\">([^<]+)<")]
    private static partial Regex KeyText();

    [GeneratedRegex("<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>")]
    private static partial Regex RecoveryText();
}
