using System.Net;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.SignIn;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>People of an identity provider, which runs beside the server under test.</summary>
public sealed partial class ProviderSignInTests : IAsyncLifetime
{
    private TestProvider provider = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => provider = await TestProvider.StartAsync();

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    [Fact]
    public async Task Stranger_IsToldThatNobodyIsLinked_ThoughAnAccountHasTheSameEmail()
    {
        await using var host = await StartAsync();
        await host.SetUpAsync("anna@lab.example");
        var stranger = host.Visit();
        Assert.Contains("Nobody here is linked", await ProblemAsync(await FollowAsync(stranger, "/sign-in/provider?to=/runs")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/test/who")).StatusCode);
    }

    [Fact]
    public async Task Invitation_OpensAnAccount_ThatTheProviderSignsIn()
    {
        await using var host = await StartAsync();
        await host.SetUpAsync("root");
        var code = (await host.SendAsync(new InvitePerson(false, [new(Permission.View, ProjectId.Default)]))).Value!.Code;
        var anna = host.Visit();
        var page = await FollowAsync(anna, $"/sign-in/provider?code={code}");
        Assert.Contains("value=\"anna\"", await page.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.SubmitAsync(page.RequestMessage!.RequestUri!.PathAndQuery, "join", ("Name", "anna"))).StatusCode);
        Assert.Equal("anna", await anna.Http.GetStringAsync("/test/who", Cancelled));
        // The invitation is taken; the provider alone is enough now.
        var again = host.Visit();
        Assert.Equal("/runs", (await FollowAsync(again, "/sign-in/provider?to=/runs")).RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal("anna", await again.Http.GetStringAsync("/test/who", Cancelled));
        // No password opens an account that has none.
        Assert.Equal((HttpStatusCode.OK, null), await host.Visit().StatusAsync("/sign-in", "anna", AccountHost.Password));
        // Another subject with the same e-mail is another person.
        provider.Subject = "43";
        var other = host.Visit();
        Assert.Contains("Nobody here is linked", await ProblemAsync(await FollowAsync(other, "/sign-in/provider")), StringComparison.Ordinal);
        provider.Subject = "42";
        Assert.True((await host.SendAsync(new CloseAccount(await host.FindAsync("anna"), true))).IsDone);
        Assert.NotEmpty(await ProblemAsync(await FollowAsync(host.Visit(), "/sign-in/provider")));
    }

    [Fact]
    public async Task WithoutAnInvitation_OnlyTheSettingsLetIn_WithTheirRole()
    {
        await using var host = await StartAsync(("JoinRole", "View"), ("JoinProject", "Default"));
        await host.SetUpAsync("root");
        var anna = host.Visit();
        var page = await FollowAsync(anna, "/sign-in/provider");
        var address = page.RequestMessage!.RequestUri!.PathAndQuery;
        Assert.Contains("belongs to somebody", await ProblemAsync(await anna.SubmitAsync(address, "join", ("Name", "root"))), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.SubmitAsync(address, "join", ("Name", "anna"))).StatusCode);
        var there = (await host.SendAsync(new ListPeople())).Single(p => p.Name == "anna");
        Assert.False(there.IsAdministrator);
        Assert.Equal([new CallerScope(Permission.View, ProjectId.Default)], there.Roles);
    }

    [Fact]
    public async Task Account_IsLinkedByItsOwnPageAlone_AndUnlinked()
    {
        await using var host = await StartAsync();
        var anna = await host.SetUpAsync();
        var (_, ben) = await host.JoinAsync("ben", new CallerScope(Permission.View, ProjectId.Default));
        var link = await LinkAsync(anna);
        // Somebody else's address links nobody.
        Assert.NotEmpty(await ProblemAsync(await FollowAsync(ben, link)));
        Assert.NotEmpty(await ProblemAsync(await FollowAsync(ben, "/sign-in/provider?link=forged")));
        Assert.Equal("/account", (await FollowAsync(anna, link)).RequestMessage!.RequestUri!.AbsolutePath);
        var again = host.Visit();
        await FollowAsync(again, "/sign-in/provider");
        Assert.Equal("anna", await again.Http.GetStringAsync("/test/who", Cancelled));
        // What is linked already is no other's.
        Assert.NotEmpty(await ProblemAsync(await FollowAsync(ben, await LinkAsync(ben))));
        await again.SubmitAsync("/account", "unlink-provider");
        Assert.Contains("Nobody here is linked", await ProblemAsync(await FollowAsync(host.Visit(), "/sign-in/provider")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheProviderDidNotSay_SignsNobodyIn()
    {
        await using var host = await StartAsync();
        await host.SetUpAsync();
        Assert.Contains("did not say", await ProblemAsync(await FollowAsync(host.Visit(), "/sign-in/provider/done")), StringComparison.Ordinal);
        Assert.Contains(
            "did not say",
            await ProblemAsync(await FollowAsync(host.Visit(), "/sign-in/openid?code=forged&state=forged")),
            StringComparison.Ordinal
        );
        provider.Nonce = "another";
        Assert.Contains("did not say", await ProblemAsync(await FollowAsync(host.Visit(), "/sign-in/provider")), StringComparison.Ordinal);
    }

    // An answer that another browser asked for would sign somebody in as the attacker.
    [Fact]
    public async Task Answer_IsForTheBrowserThatAsked()
    {
        await using var host = await StartAsync(("JoinRole", "View"), ("JoinProject", "Default"));
        await host.SetUpAsync();
        var attacker = host.Visit();
        var asked = await attacker.GetAsync("/sign-in/provider");
        var back = (await attacker.GetAsync(asked.Headers.Location!.ToString())).Headers.Location!.ToString();
        Assert.Contains("did not say", await ProblemAsync(await FollowAsync(host.Visit(), back)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authority", "http://provider.example")]
    [InlineData("Authority", "nothing")]
    [InlineData("ClientId", "")]
    [InlineData("ClientSecretFile", "/no/such/file")]
    [InlineData("JoinRole", "Administer")]
    [InlineData("JoinRole", "View")]
    public void Setting_ThatDoesNotFit_IsNamed(string name, string value)
    {
        var options = new ProviderOptions { Authority = "https://provider.example", ClientId = "mlops" };
        Assert.Empty(ProviderOptions.Faults(options));
        var property = typeof(ProviderOptions).GetProperty(name)!;
        property.SetValue(options, name == "JoinRole" ? Enum.Parse<Permission>(value) : value);
        Assert.Contains($"Access:OpenIdConnect:{name}", Assert.Single(ProviderOptions.Faults(options)).Sentence, StringComparison.Ordinal);
    }

    private Task<AccountHost> StartAsync(params (string Name, string Value)[] settings) =>
        AccountHost.StartAsync(
            settings: new Dictionary<string, string?>(
                settings
                    .Append(("Authority", provider.Address))
                    .Append(("ClientId", TestProvider.Client))
                    .Append(("ClientSecret", TestProvider.Secret))
                    .Select(s => KeyValuePair.Create($"Access:OpenIdConnect:{s.Item1}", (string?)s.Item2))
            )
        );

    private static async Task<string> LinkAsync(Visitor visitor) =>
        WebUtility.HtmlDecode(Link().Match(await visitor.Http.GetStringAsync("/account", Cancelled)).Groups[1].Value);

    // As a browser does; the last answer says where it came from.
    private static async Task<HttpResponseMessage> FollowAsync(Visitor visitor, string address)
    {
        for (var i = 0; i < 10; i++)
        {
            var answer = await visitor.GetAsync(address, "text/html");
            if (answer.Headers.Location is not { } next)
                return answer;
            address = next.ToString();
        }
        throw new InvalidOperationException("Expected an end of redirects at " + address);
    }

    private static Task<string> ProblemAsync(HttpResponseMessage answer) => Visitor.ProblemAsync(answer);

    [GeneratedRegex("href=\"(/sign-in/provider\\?link=[^\"]+)\"")]
    private static partial Regex Link();
}
