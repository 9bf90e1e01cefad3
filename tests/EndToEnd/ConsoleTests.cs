using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Every page: nothing that the console, axe-core or a rule finds wrong, also where it is left half drawn.</summary>
public sealed class ConsoleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryPage_OpensWithoutAComplaint_InItsOwnFont()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-console-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        var session = await browser.OpenAsync(dashboard.Address);
        await new Gallery(browser, dashboard.Address).ShootAsync(await SitePages.AllAsync(session));
        // On paper the card is there without the page around it.
        await session.GoAsync("/models/emoji-classifier/versions/3/card");
        await session.Page.PdfAsync(new() { Path = Path.Combine(Repository.Artifacts, "model-card.pdf"), PreferCSSPageSize = true });
        await session.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(session.Find("card-Use")).ToBeVisibleAsync();
        await Assertions.Expect(session.Find("card-print")).ToBeHiddenAsync();
        await Assertions.Expect(session.Page.Locator(".rail")).ToBeHiddenAsync();
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    // At each moment of a page's beginning: before its circuit, while it asks, while its charts are drawn; by a link, and by closing the tab.
    [Fact]
    public async Task EveryPage_LeftAtAnyMoment_FailsNothing()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-leave-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var far = new SlowProxy(dashboard.Address, TimeSpan.FromMilliseconds(30));
        var session = await browser.OpenAsync(far.Address);
        var paths = await SitePages.AllAsync(session);
        for (var i = 0; i < paths.Count; i++)
        {
            await session.GoAsync("/workers");
            // A link in the page, as any other: the router takes it.
            await session.Page.EvaluateAsync(
                "path => { const a = document.createElement('a'); a.href = path; a.id = 'leave'; document.querySelector('main').prepend(a); a.click(); a.remove(); }",
                paths[i]
            );
            await session.Page.WaitForURLAsync("**" + paths[i]);
            if (i % 3 > 0)
                await session.Page.Locator("main h1").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            if (i % 3 > 1)
                await Assertions.Expect(session.Page.Locator(".mud-skeleton")).ToHaveCountAsync(0);
            if (i % 2 == 0)
                await session.Page.Locator(".rail a[href='/datasets']").ClickAsync();
            else
                await session.Page.GotoAsync("about:blank");
        }
        await session.GoAsync("/datasets");
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_LeftAtOnce_FailsNothing_AndPullsNobodyBack()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-leave-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var far = new SlowProxy(dashboard.Address, TimeSpan.FromMilliseconds(30));
        foreach (var closes in new[] { true, false, true, false })
        {
            var session = await browser.OpenAsync(far.Address);
            await session.GoAsync("/runs/new");
            await session.Find("pick-dataset").First.ClickAsync();
            await Assertions.Expect(session.Find("start-run")).ToBeEnabledAsync();
            await session.Find("start-run").ClickAsync();
            if (closes)
            {
                await session.Page.GotoAsync("about:blank");
            }
            else
            {
                await session.Page.Locator(".rail a[href='/datasets']").ClickAsync();
                await session.Page.GetByText("The run was started; it is among the runs.").WaitForAsync();
                Assert.EndsWith("/datasets", session.Page.Url, StringComparison.Ordinal);
            }
            Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
        }
        // The dashboard has dealt with what was left once it serves another page.
        await (await browser.OpenAsync(far.Address)).GoAsync("/runs/new");
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }
}
