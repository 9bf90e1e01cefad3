using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

/// <summary>A page opens addresses from where it is, and none once it was left.</summary>
public sealed class LeavingTests : BunitContext
{
    [Fact]
    public void Address_IsOpenedFromThePageThatAsksForIt_AndNoneOnceItIsGone()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<BrowserBridge>().AddScoped<PageConnection>().AddScoped<ShownAddress>();
        var page = Render<Page>().Instance;
        page.Go("/runs/new?spec=a", replace: true);
        page.Go("/runs/1", replace: false);
        // The browser has gone on to a page that is not drawn yet.
        Services.GetRequiredService<ShownAddress>().Address = "http://localhost/?a=1";
        Services.GetRequiredService<NavigationManager>().NavigateTo("/datasets");
        page.Go("/datasets?spec=b", replace: true);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/");
        page.Dispose();
        page.Go("/runs/new?spec=c", replace: true);
        Assert.Equal<object?[]>(
            [
                ["http://localhost/", "/runs/new?spec=a", true],
                ["http://localhost/", "/runs/1", false],
            ],
            JSInterop.Invocations["mlops.go"].Select(i => i.Arguments.ToArray())
        );
    }

    private sealed class Page : AskingComponent
    {
        public void Go(string address, bool replace) => GoTo(address, replace);
    }
}
