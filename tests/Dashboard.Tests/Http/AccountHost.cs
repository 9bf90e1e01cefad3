using System.Net;
using System.Net.Http.Headers;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.SignIn;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>A real server with accounts on a real registry; no worker answers.</summary>
public sealed class AccountHost : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private AccountHost(WebApplication app, string root) => (App, Root) = (app, root);

    public WebApplication App { get; }

    /// <summary>The data folder.</summary>
    public string Root { get; }

    public string Address => App.Urls.Single();

    public string SetUp => $"/set-up?code={App.Services.GetRequiredService<SetUpCode>().Value}";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<AccountHost> StartAsync(
        Action<WebApplicationBuilder>? build = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        string url = "http://127.0.0.1:0"
    )
    {
        var root = Directory.CreateTempSubdirectory("mlops-accounts-").FullName;
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "MlOpsDashboard.Dashboard", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Access:Mode"] = nameof(AccessMode.Accounts), ["Storage:Root"] = root });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddRegistry(builder.Configuration).AddDashboard(builder.Configuration);
        builder.Services.AddTransient<IRequestHandler<ListUploadsInUse, IReadOnlyList<string>>, NoUploads>();
        build?.Invoke(builder);
        var app = builder.Build();
        await app.Services.GetRequiredService<RegistryMigrator>().InitializeAsync(Cancelled);
        app.MapDashboard();
        app.MapGet("/test/who", (CurrentCaller caller) => caller.Value.User).RequireAuthorization(Policies.View);
        await app.StartAsync(Cancelled);
        return new(app, root);
    }

    public Visitor Visit() => new(Address);

    /// <summary>A program with a token.</summary>
    public HttpClient Program(string token)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(Address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>The first administrator, signed in.</summary>
    public async Task<Visitor> SetUpAsync(string name = "anna")
    {
        var visitor = Visit();
        Assert.Equal((HttpStatusCode.Redirect, "/"), await visitor.StatusAsync(SetUp, name, Password));
        return visitor;
    }

    /// <summary>Somebody with roles, signed in.</summary>
    public async Task<(PersonId Person, Visitor Visitor)> JoinAsync(string name, params CallerScope[] roles)
    {
        var code = (await SendAsync(new InvitePerson(false, roles))).Value!.Code;
        var visitor = Visit();
        Assert.Equal((HttpStatusCode.Redirect, "/"), await visitor.StatusAsync($"/join?code={code}", name, Password));
        return ((await SendAsync(new ListPeople())).Single(p => p.Name == name).Id, visitor);
    }

    /// <summary>As somebody who may do everything.</summary>
    public Task<T> SendAsync<T>(IRequest<T> request) => SendAsync(Caller.LocalOwner, request);

    public async Task<T> SendAsync<T>(Caller caller, IRequest<T> request)
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(caller);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, Cancelled);
    }

    /// <summary>A token of a person's.</summary>
    public async Task<NewAccessToken> TokenAsync(PersonId person, Permission permission, ProjectId? project = null)
    {
        var caller = await App.Services.GetRequiredService<ICallerDirectory>().FindAsync(person, Cancelled);
        return (await SendAsync(caller!, new CreateAccessToken("nightly", permission, project))).Value!;
    }

    public async Task<PersonId> FindAsync(string name) => (await SendAsync(new ListPeople())).Single(p => p.Name == name).Id;

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    // The job wing's answer.
    private sealed class NoUploads : IRequestHandler<ListUploadsInUse, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(ListUploadsInUse request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
    }
}
