using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A person drops a zip, picks a backbone and a strategy, watches a real network train, compares two runs, registers the better one and promotes
/// it.</summary>
[Collection(Trainings.Name)]
public sealed class WholeWayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromZipToChampion_InTheBrowser()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-e2e-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        var session = await browser.OpenAsync(dashboard.Address);

        await session.GoAsync("/");
        await session.Find("first-start").WaitForAsync();
        await session.ShootAsync("home-first-start");

        await Steps.ImportAsync(session, await Samples.ZipAsync(folder.FullName, Cancel));
        var extraction = await Steps.TrainAsync(session, "Feature extraction", watch: () => AssertNoTorch(dashboard.ProcessId));
        await AssertCurvesAreWholeAsync(session, extraction);
        var tuning = await Steps.TrainAsync(session, "Feature extraction, then fine-tuning", epochs: 4);
        await CompareAsync(session);
        await PromoteAsync(session, tuning);
        await TryAsync(
            session,
            Directory.GetFiles(Path.Combine(folder.FullName, "pictures"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First()
        );

        await new Gallery(browser, dashboard.Address).ShootAsync([
            "/",
            "/datasets",
            await DatasetPathAsync(session),
            "/backbones",
            "/backbones/EfficientNetLite0?tab=grayscale",
            "/runs/new",
            "/runs",
            extraction,
            tuning + "?tab=settings",
            "/compare?runs=" + Ids(extraction, tuning),
            "/models",
            "/models/pets",
            "/models/pets/versions/1",
            "/workers",
        ]);
        Assert.Empty(session.Complaints);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    // Watched epoch by epoch the charts were given points; opened anew they are drawn in one piece.
    private static async Task AssertCurvesAreWholeAsync(BrowserSession session, string run)
    {
        var watched = await CurvesAsync(session);
        await session.GoAndFetchAsync(run);
        Assert.Equal(await CurvesAsync(session), watched);
    }

    private static async Task<string[]> CurvesAsync(BrowserSession session)
    {
        var lines = session.Page.Locator("[data-testid^=chart-] path.apexcharts-line");
        await lines.Nth(3).WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        return await lines.EvaluateAllAsync<string[]>("all => all.map(line => line.getAttribute('d'))");
    }

    private static async Task CompareAsync(BrowserSession session)
    {
        await session.GoAsync("/runs");
        foreach (var row in await session.Find("run-row").AllAsync())
            await row.GetByRole(Microsoft.Playwright.AriaRole.Checkbox).CheckAsync();
        await session.Find("bulk-compare").ClickAsync();
        await session.Find("compare-metrics").WaitForAsync();
        Assert.Matches("points|equally", await session.Find("headline").InnerTextAsync());
    }

    private static async Task PromoteAsync(BrowserSession session, string run)
    {
        await session.GoAsync(run);
        await session.Find("register-model").ClickAsync();
        await session.Find("register-confirm").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex("/models/pets"), new() { Timeout = 120_000 });
        await session.GoAsync("/models/pets");
        await session.Find("promote").First.ClickAsync();
        await session.Find("promote-reason").FillAsync("first version");
        await session.Find("confirm-promote").ClickAsync();
        await session.Find("rail-champion").GetByText("v1").First.WaitForAsync();
        await session.Find("history").GetByText("first version").WaitForAsync();
    }

    private static async Task TryAsync(BrowserSession session, string picture)
    {
        await session.GoAsync("/models/pets/versions/1?tab=try");
        await session.Find("try-file").SetInputFilesAsync(picture);
        await session.Find("try-answer").GetByText("%").First.WaitForAsync(new() { Timeout = 120_000 });
        await session.ShootAsync("try-it");
    }

    private static async Task<string> DatasetPathAsync(BrowserSession session)
    {
        await session.GoAsync("/datasets");
        return await session.Page.Locator("a[href*='/datasets/']").First.GetAttributeAsync("href") ?? "/datasets";
    }

    // The web process must never load the engine's native library, least of all while a run trains.
    private static void AssertNoTorch(int processId) =>
        Assert.DoesNotContain("torch", File.ReadAllText($"/proc/{processId}/maps"), StringComparison.OrdinalIgnoreCase);

    private static string Ids(params string[] paths) => string.Join(',', paths.Select(p => p[(p.LastIndexOf('/') + 1)..]));
}
