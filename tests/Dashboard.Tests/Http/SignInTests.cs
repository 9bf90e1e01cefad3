using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.SignIn;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Accounts on a real server and a real registry.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private readonly string root = Directory.CreateTempSubdirectory("mlops-sign-in-").FullName;
    private WebApplication app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SetUp => $"/set-up?code={app.Services.GetRequiredService<SetUpCode>().Value}";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "MlOpsDashboard.Dashboard", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Access:Mode"] = nameof(AccessMode.Accounts), ["Storage:Root"] = root });
        builder.Services.AddSingleton<ISender>(new FakeSender().On<ListUploadsInUse, IReadOnlyList<string>>(_ => []));
        builder.Services.AddRegistry(builder.Configuration).AddDashboard(builder.Configuration);
        app = builder.Build();
        await app.Services.GetRequiredService<RegistryMigrator>().InitializeAsync(Cancelled);
        app.MapDashboard();
        app.MapGet("/test/who", (CurrentCaller caller) => caller.Value.User).RequireAuthorization(Policies.View);
        await app.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task FirstAdministrator_IsMadeByTheLink_AndSignedIn()
    {
        var anna = new Visitor(app);
        Assert.Contains("nobody has used", (await anna.SendAsync("/set-up?code=wrong", "anna", Password)).Problem, StringComparison.Ordinal);
        Assert.Contains("12 characters", (await anna.SendAsync(SetUp, "anna", "short")).Problem, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/"), await anna.StatusAsync(SetUp, "anna", Password));
        Assert.Equal("anna", await anna.Http.GetStringAsync("/test/who", Cancelled));
        Assert.Contains("has an administrator", (await new Visitor(app).SendAsync(SetUp, "ben", Password)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_IsShownTheDoor()
    {
        var stranger = new Visitor(app);
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
        await new Visitor(app).SendAsync(SetUp, "anna", Password);
        var guesser = new Visitor(app);
        var unknown = await guesser.SendAsync("/sign-in", "nobody", Password);
        for (var i = 0; i < 5; i++)
            Assert.Equal(unknown, await guesser.SendAsync("/sign-in", "anna", "a wrong password"));
        // Now it is locked: the right one is wrong too.
        Assert.Equal(unknown, await guesser.SendAsync("/sign-in", "anna", Password));
        Assert.NotEmpty(unknown.Problem);
    }

    [Fact]
    public async Task SignedOut_IsAStranger_AndSoIsWhoLosesTheAccount()
    {
        var anna = new Visitor(app);
        await anna.SendAsync(SetUp, "anna", Password);
        var ben = new Visitor(app);
        using (var scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
            var mediator = scope.ServiceProvider.GetRequiredService<MediatR.IMediator>();
            var code = (await mediator.Send(new InvitePerson(true, []), Cancelled)).Value!.Code;
            Assert.Equal((HttpStatusCode.Redirect, "/"), await ben.StatusAsync($"/join?code={code}", "ben", Password));
            Assert.Equal("ben", await ben.Http.GetStringAsync("/test/who", Cancelled));
            var id = (await mediator.Send(new ListPeople(), Cancelled)).Single(p => p.Name == "ben").Id;
            Assert.True((await mediator.Send(new CloseAccount(id, true), Cancelled)).IsDone);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.GetAsync("/test/who", "*/*")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await anna.Http.PostAsync("/sign-out", null, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anna.GetAsync("/test/who", "*/*")).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/runs?sort=name", "/runs?sort=name")]
    public async Task SignIn_LeadsToPagesOfThisDashboardAlone(string to, string expected)
    {
        await new Visitor(app).SendAsync(SetUp, "anna", Password);
        Assert.Equal((HttpStatusCode.Redirect, expected), await new Visitor(app).StatusAsync($"/sign-in?to={Uri.EscapeDataString(to)}", "Anna", Password));
    }

    [Fact]
    public async Task Cookie_IsForThisHostAndNoScript()
    {
        var anna = new Visitor(app);
        var answer = await anna.PostAsync(SetUp, "anna", Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("mlops=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task FormWithoutItsToken_OrFromAnotherSite_IsRefused()
    {
        var anna = new Visitor(app);
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Form.Name", "anna"), new("Form.Password", Password)]);
        Assert.Equal(HttpStatusCode.BadRequest, (await anna.Http.PostAsync("/sign-in", form, Cancelled)).StatusCode);
        anna.Http.DefaultRequestHeaders.Remove("Origin");
        anna.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await anna.Http.PostAsync("/sign-out", null, Cancelled)).StatusCode);
    }

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("role=\"alert\"[^>]*-problem\">([^<]*)")]
    private static partial Regex Alert();

    private sealed class Visitor
    {
        public Visitor(WebApplication app)
        {
            var address = app.Urls.Single();
            Http = new(new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = new(address) };
            Http.DefaultRequestHeaders.Add("Origin", address);
        }

        public HttpClient Http { get; }

        public async Task<HttpResponseMessage> GetAsync(string address, string accept)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", accept } } };
            return await Http.SendAsync(request, Cancelled);
        }

        public async Task<HttpResponseMessage> PostAsync(string address, string name, string password)
        {
            var page = await Http.GetStringAsync(address, Cancelled);
            var fields = Hidden().Matches(page).Select(m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value));
            using var form = new FormUrlEncodedContent([.. fields, new("Form.Name", name), new("Form.Password", password)]);
            return await Http.PostAsync(address, form, Cancelled);
        }

        public async Task<(HttpStatusCode Status, string Problem)> SendAsync(string address, string name, string password)
        {
            var answer = await PostAsync(address, name, password);
            return (answer.StatusCode, Alert().Match(await answer.Content.ReadAsStringAsync(Cancelled)).Groups[1].Value);
        }

        public async Task<(HttpStatusCode Status, string? To)> StatusAsync(string address, string name, string password)
        {
            var answer = await PostAsync(address, name, password);
            return (answer.StatusCode, answer.Headers.Location is { IsAbsoluteUri: true } to ? to.PathAndQuery : answer.Headers.Location?.ToString());
        }
    }
}
