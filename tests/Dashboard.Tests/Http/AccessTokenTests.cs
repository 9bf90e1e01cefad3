using System.Net;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Programs with tokens, on a real server and a real registry.</summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private AccountHost host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string Upload => $"/uploads/{Guid.NewGuid()}";

    public async ValueTask InitializeAsync()
    {
        host = await AccountHost.StartAsync();
        await host.SetUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Token_SendsFiles_WithoutOriginOrHeader_AndACookieDoesNot()
    {
        var (ben, visitor) = await host.JoinAsync("ben", new CallerScope(Permission.Contribute, ProjectId.Default));
        using var program = host.Program((await host.TokenAsync(ben, Permission.Contribute)).Token);
        Assert.Equal(HttpStatusCode.OK, (await SendFileAsync(program, Upload)).StatusCode);
        // A cookie is sent by browsers whoever made the page: it needs the header that no form sends, and its own origin.
        Assert.Equal(HttpStatusCode.Forbidden, (await SendFileAsync(visitor.Http, Upload)).StatusCode);
        visitor.Http.DefaultRequestHeaders.Remove("Origin");
        visitor.Http.DefaultRequestHeaders.Add("X-Upload", "1");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendFileAsync(visitor.Http, Upload)).StatusCode);
    }

    [Fact]
    public async Task WrongExpiredAndRevokedTokens_AreAnsweredAlike_AndACookieBesideThemDoesNotHelp()
    {
        var (ben, visitor) = await host.JoinAsync("ben", new CallerScope(Permission.Contribute, ProjectId.Default));
        var made = await host.TokenAsync(ben, Permission.Contribute);
        using var revoked = host.Program(made.Token);
        Assert.Equal(HttpStatusCode.OK, (await SendFileAsync(revoked, Upload)).StatusCode);
        Assert.True((await host.SendAsync(new RevokeAccessTokenOf(ben, made.Id))).IsDone);
        using var wrong = host.Program("mlops_" + new string('x', 43));
        using var form = host.Program("anything");
        visitor.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.Token);
        visitor.Http.DefaultRequestHeaders.Add("X-Upload", "1");
        var answers = new HashSet<string>();
        foreach (var http in new[] { revoked, wrong, form, visitor.Http })
        {
            var answer = await SendFileAsync(http, Upload);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
            answers.Add($"{problem.RootElement.GetProperty("code")} {problem.RootElement.GetProperty("detail")}");
        }
        Assert.StartsWith("account.token.wrong ", Assert.Single(answers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_DoesNoMoreThanItsLimit_NorThanItsPersonMayNow()
    {
        var role = new CallerScope(Permission.Contribute, ProjectId.Default);
        var (ben, _) = await host.JoinAsync("ben", role);
        using var viewer = host.Program((await host.TokenAsync(ben, Permission.View)).Token);
        using var contributor = host.Program((await host.TokenAsync(ben, Permission.Contribute)).Token);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendFileAsync(viewer, Upload)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendFileAsync(contributor, Upload)).StatusCode);
        Assert.True((await host.SendAsync(new SetRole(ben, ProjectId.Default, Permission.View))).IsDone);
        var refused = await SendFileAsync(contributor, Upload);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("account.token.less", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.True((await host.SendAsync(new CloseAccount(ben, true))).IsDone);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendFileAsync(contributor, Upload)).StatusCode);
    }

    [Theory]
    [InlineData("/runs", "GET")]
    [InlineData("/test/who", "GET")]
    [InlineData("/account", "GET")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "POST")]
    [InlineData("/sign-out", "POST")]
    public async Task Token_OpensNoPage_NoCircuit_AndNothingElse(string address, string method)
    {
        using var program = host.Program((await host.TokenAsync(await host.FindAsync("anna"), Permission.Administer)).Token);
        program.DefaultRequestHeaders.Add("Origin", host.Address);
        using var request = new HttpRequestMessage(new(method), address) { Headers = { { "Accept", "text/html" } } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.SendAsync(request, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Token_InAnAddress_IsNotRead()
    {
        var token = (await host.TokenAsync(await host.FindAsync("anna"), Permission.Administer)).Token;
        var stranger = host.Visit();
        stranger.Http.DefaultRequestHeaders.Add("X-Upload", "1");
        foreach (var name in new[] { "access_token", "token", "bearer" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendFileAsync(stranger.Http, $"{Upload}?{name}={token}")).StatusCode);
    }

    [Fact]
    public async Task Token_TakesFilesAway()
    {
        using var program = host.Program((await host.TokenAsync(await host.FindAsync("anna"), Permission.View)).Token);
        // There is no such model: the answer is of somebody who may ask.
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("/models/x/versions/1/model.keras", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("/media/" + new string('a', 64), Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Visit().GetAsync("/models/x/versions/1/model.keras")).StatusCode);
    }

    private static async Task<HttpResponseMessage> SendFileAsync(HttpClient http, string address)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "a.png" } };
        return await http.PostAsync(address, form, Cancelled);
    }
}
