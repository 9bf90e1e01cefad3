using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

/// <summary>A browser that follows late: what the page that is being left writes of itself does not pull the person back.</summary>
public sealed class LeavingTests : BunitContext
{
    private readonly LateBrowser browser = new();
    private readonly Page page;

    public LeavingTests()
    {
        Services.AddSingleton<NavigationManager>(browser).AddSingleton<PageConnection>();
        page = Render<Page>().Instance;
    }

    [Fact]
    public void OwnAddress_WrittenWhileTheBrowserFollows_IsLeftOut()
    {
        page.Go("/runs/new?spec=a", replace: true);
        page.Go("/runs/1", replace: false);
        page.Go("/runs/new?spec=b", replace: true);
        Assert.Equal(["/runs/new?spec=a", "/runs/1"], browser.Asked);

        // It has followed, to the same page with another address: that may be written again.
        browser.Follow("http://localhost/runs/1");
        page.Go("/runs/1?tab=log", replace: true);
        Assert.Equal("/runs/1?tab=log", browser.Asked[^1]);
    }

    [Fact]
    public void OwnAddress_AfterALinkToTheSamePlace_IsWritten()
    {
        page.Go("/runs/new", replace: false);
        page.Go("/runs/new?spec=a", replace: true);
        Assert.Equal(["/runs/new", "/runs/new?spec=a"], browser.Asked);
    }

    private sealed class Page : AskingComponent
    {
        public void Go(string address, bool replace) => GoTo(address, replace);
    }

    private sealed class LateBrowser : NavigationManager
    {
        public LateBrowser() => Initialize("http://localhost/", "http://localhost/runs/new");

        public List<string> Asked { get; } = [];

        public void Follow(string uri)
        {
            Uri = uri;
            NotifyLocationChanged(isInterceptedLink: false);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => Asked.Add(uri);
    }
}
