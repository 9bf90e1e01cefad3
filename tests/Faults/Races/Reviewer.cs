using System.Net;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Tests.Http;
using MlOpsDashboard.EndToEnd;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Faults.Races;

/// <summary>Somebody with an account, signed in, with one page open. The cookie outlives the dashboard, the page does not.</summary>
internal sealed class Reviewer(string name, Visitor visitor) : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private HttpClient? http;
    private CircuitPage? page;

    public string Name => name;

    public CircuitPage Page => page!;

    /// <summary>How many pages were opened anew.</summary>
    public int Circuits { get; private set; }

    /// <summary>Events of earlier pages that had to be told again.</summary>
    public int Again { get; private set; }

    /// <summary>Opens an account by an invitation, as people do.</summary>
    public static async Task<Reviewer> JoinAsync(RegistryFixture registry, DashboardProcess dashboard, string name)
    {
        var invited = await registry.SendAsync(new InvitePerson(false, [new CallerScope(Permission.Administer, ProjectId.Default)]));
        var visitor = new Visitor(dashboard.Address.ToString().TrimEnd('/'));
        var (status, to) = await visitor.StatusAsync($"/join?code={invited.Value!.Code}", name, Password);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (status, to));
        return new(name, visitor);
    }

    /// <summary>Shows a page: by a link of the one that is open, or anew where the server was started again.</summary>
    public async Task GoAsync(DashboardProcess dashboard, string path)
    {
        if (page is { HasEnded: false } && http!.BaseAddress == dashboard.Address)
        {
            page.Go(path);
            return;
        }
        await CloseAsync();
        http = new(new HttpClientHandler { CookieContainer = visitor.Cookies }) { BaseAddress = dashboard.Address };
        page = await CircuitPage.OpenAsync(http, visitor.Cookies, path);
        Circuits++;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        visitor.Http.Dispose();
    }

    private async Task CloseAsync()
    {
        if (page is not null)
        {
            Again += page.Again;
            await page.DisposeAsync();
        }
        http?.Dispose();
        (page, http) = (null, null);
    }
}
