using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A text is a text wherever it is shown: names, notes, labels, classes, files and tags of every page carry what would act as HTML, and every chart
/// is hovered.</summary>
public sealed class InjectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_OfEveryPageAndChart_StayText()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-xss-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartWithPayloadsAsync(folder.FullName, Cancel);
        var session = await browser.OpenAsync(dashboard.Address);
        var watch = await HtmlWatch.OverAsync(session.Page);
        var charts = 0;
        foreach (var path in await SitePages.AllAsync(session))
        {
            await session.GoAsync(path);
            var address = session.Page.Url;
            charts += await HoverChartsAsync(session);
            // A navigation that a text began would be under way by now.
            await session.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Equal(address, session.Page.Url);
            await watch.CheckAsync(path);
            Assert.True(session.Complaints.Count == 0, $"{path}: {string.Join("; ", session.Complaints)}");
        }
        Assert.True(charts >= 8, $"Only {charts} charts were hovered.");
        folder.Delete(recursive: true);
    }

    // Across and along each chart: every series and bar shows its tooltip. The last bar's class is then read in it.
    private static async Task<int> HoverChartsAsync(BrowserSession session)
    {
        var charts = await session.Page.Locator(".chart-canvas svg.apexcharts-svg").AllAsync();
        foreach (var chart in charts)
        {
            await chart.ScrollIntoViewIfNeededAsync();
            if (await chart.BoundingBoxAsync() is not { } box)
                continue;
            for (var x = 1; x <= 9; x += LongForm.IsAsked ? 1 : 2)
            for (var y = 1; y <= 9; y += LongForm.IsAsked ? 2 : 4)
                await session.Page.Mouse.MoveAsync(box.X + box.Width * x / 10, box.Y + box.Height * y / 10);
        }
        // The bars of residuals are numbers: no name stands at them.
        var bars = session.Page.Locator(".chart:not([data-testid='chart-residuals']) .apexcharts-bar-area");
        if (await bars.CountAsync() > 0)
        {
            await bars.First.HoverAsync();
            var shown = await session.Page.Locator(".apexcharts-tooltip.apexcharts-active").First.TextContentAsync();
            Assert.Contains("<", shown, StringComparison.Ordinal);
        }
        return charts.Count;
    }
}
