using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.SignIn;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Accounts on a real server and a real registry.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Password = AccountHost.Password;
    private AccountHost host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SetUp => host.SetUp;

    public async ValueTask InitializeAsync() => host = await AccountHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task FirstAdministrator_IsMadeByTheLink_AndSignedIn()
    {
        var anna = host.Visit();
        Assert.Contains("nobody has used", (await anna.SendAsync("/set-up?code=wrong", "anna", Password)).Problem, StringComparison.Ordinal);
        Assert.Contains("12 characters", (await anna.SendAsync(SetUp, "anna", "short")).Problem, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/"), await anna.StatusAsync(SetUp, "anna", Password));
        Assert.Equal("anna", await anna.Http.GetStringAsync("/test/who", Cancelled));
        Assert.Contains("has an administrator", (await host.Visit().SendAsync(SetUp, "ben", Password)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_IsShownTheDoor()
    {
        var stranger = host.Visit();
        var page = await stranger.GetAsync("/runs", "text/html");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?to=%2Fruns"), (page.StatusCode, page.Headers.Location!.PathAndQuery));
        foreach (var address in new[] { "/media/" + new string('a', 64), "/models/x/versions/1/model.keras", "/test/who" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(address, "*/*")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Http.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live", "*/*")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/css/app.css", "*/*")).StatusCode);
    }

    [Fact]
    public async Task WrongPassword_UnknownName_AndLockedAccount_AreAnsweredAlike()
    {
        await host.Visit().SendAsync(SetUp, "anna", Password);
        var guesser = host.Visit();
        var unknown = await guesser.SendAsync("/sign-in", "nobody", Password);
        for (var i = 0; i < 5; i++)
            Assert.Equal(unknown, await guesser.SendAsync("/sign-in", "anna", "a wrong password"));
        // Now it is locked: the right one is wrong too.
        Assert.Equal(unknown, await guesser.SendAsync("/sign-in", "anna", Password));
        Assert.NotEmpty(unknown.Problem);
    }

    // Attempts at the same time would each find the account open.
    [Fact]
    public async Task ManyGuessesAtOnce_AreCountedAsMany()
    {
        await host.Visit().SendAsync(SetUp, "anna", Password);
        var right = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(async i =>
                {
                    await using var own = host.App.Services.CreateAsyncScope();
                    // The right one comes after the fifth.
                    if (await own.ServiceProvider.GetRequiredService<PasswordSignIn>().IsRightAsync("anna", i < 5 ? "a wrong password" : Password))
                        Interlocked.Increment(ref right);
                })
        );
        Assert.Equal(0, right);
    }

    [Fact]
    public async Task SignedOut_IsAStranger_AndSoIsWhoLosesTheAccount()
    {
        var anna = host.Visit();
        await anna.SendAsync(SetUp, "anna", Password);
        var ben = host.Visit();
        var code = (await host.SendAsync(new InvitePerson(true, []))).Value!.Code;
        Assert.Equal((HttpStatusCode.Redirect, "/"), await ben.StatusAsync($"/join?code={code}", "ben", Password));
        Assert.Equal("ben", await ben.Http.GetStringAsync("/test/who", Cancelled));
        Assert.True((await host.SendAsync(new CloseAccount(await host.FindAsync("ben"), true))).IsDone);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.GetAsync("/test/who", "*/*")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.Http.PostAsync("/sign-out", null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anna.GetAsync("/test/who", "*/*")).StatusCode);
    }

    [Fact]
    public async Task SignedOut_ACopyOfTheCookieIsNobodys_AndOtherBrowsersGoOn()
    {
        var (anna, thief, other) = (host.Visit(), host.Visit(), host.Visit());
        await anna.SendAsync(SetUp, "anna", Password);
        await other.SendAsync("/sign-in", "anna", Password);
        thief.Cookies.Add(anna.Cookies.GetCookies(new(host.Address)));
        Assert.Equal("anna", await thief.Http.GetStringAsync("/test/who", Cancelled));
        Assert.Equal(HttpStatusCode.Redirect, (await anna.Http.PostAsync("/sign-out", null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await thief.GetAsync("/test/who")).StatusCode);
        Assert.Equal("anna", await other.Http.GetStringAsync("/test/who", Cancelled));
    }

    [Theory]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/runs?sort=name", "/runs?sort=name")]
    public async Task SignIn_LeadsToPagesOfThisDashboardAlone(string to, string expected)
    {
        await host.Visit().SendAsync(SetUp, "anna", Password);
        Assert.Equal((HttpStatusCode.Redirect, expected), await host.Visit().StatusAsync($"/sign-in?to={Uri.EscapeDataString(to)}", "Anna", Password));
    }

    [Fact]
    public async Task Cookie_IsForThisHostAndNoScript()
    {
        var anna = host.Visit();
        var answer = await anna.PostAsync(SetUp, "anna", Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("mlops=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task FormWithoutItsToken_OrFromAnotherSite_IsRefused()
    {
        var anna = host.Visit();
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Form.Name", "anna"), new("Form.Password", Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, (await anna.Http.PostAsync("/sign-in", form, Cancelled)).StatusCode);
        anna.Http.DefaultRequestHeaders.Remove("Origin");
        anna.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await anna.Http.PostAsync("/sign-out", null, Cancelled)).StatusCode);
    }
}
