using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using MlOpsDashboard.EndToEnd;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <summary>What a person waits for: from the address to a page that answers, and what the process that serves it weighs.</summary>
internal static class FirstPage
{
    // No page is drawn before its circuit is connected: its headline is the sign of it.
    private const string Watch = """
        new MutationObserver((_, watch) => {
          if (!document.querySelector('[data-testid=headline], [data-testid=first-start]')) return;
          window.interactive = performance.now();
          watch.disconnect();
        }).observe(document, { childList: true, subtree: true });
        """;

    public static async Task<IReadOnlyList<(string What, string Value, string Goal)>> MeasureAsync(string folder)
    {
        var rows = new List<(string, string, string)>();
        var clock = Stopwatch.StartNew();
        await using var dashboard = await DashboardProcess.StartAsync(folder, CancellationToken.None, "Production");
        rows.Add(("from the start of the process until it listens", Seconds(clock.Elapsed.TotalSeconds), ""));
        using var playwright = await Playwright.CreateAsync();
        var executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu", "--no-first-run"] }
        );
        // The browser's own first page is not the dashboard's affair.
        await (await browser.NewPageAsync()).GotoAsync("data:text/html,<p>warm</p>");

        rows.Add(("home, the first request after the start", Seconds(await InteractiveAsync(browser, dashboard.Address, "/", 1)), ""));
        await Task.Delay(TimeSpan.FromSeconds(2));
        rows.Add(("resident memory after the first page", Megabytes(dashboard), "200 MB"));
        rows.Add(("home, nothing in the browser's cache", Seconds(await InteractiveAsync(browser, dashboard.Address, "/", 5)), "1 s"));
        rows.Add(("runs, nothing in the browser's cache", Seconds(await InteractiveAsync(browser, dashboard.Address, "/runs", 3)), ""));
        var context = await browser.NewContextAsync();
        await InteractiveAsync(context, dashboard.Address, "/");
        rows.Add(("home, assets in the browser's cache", Seconds(await InteractiveAsync(context, dashboard.Address, "/")), "1 s"));
        var sent = await SentAsync(browser, dashboard.Address);
        rows.Add(("sent for home, nothing in the cache", string.Create(CultureInfo.InvariantCulture, $"{sent / 1000:0} kB"), ""));
        await UseAsync(dashboard.Address);
        rows.Add(("resident memory just after 200 pages, opened and closed", Megabytes(dashboard), ""));
        await Task.Delay(TimeSpan.FromMinutes(1));
        rows.Add(("a minute later", Megabytes(dashboard), "200 MB"));
        return rows;
    }

    /// <summary>The middle of several visits, each with a browser that remembers nothing.</summary>
    private static async Task<double> InteractiveAsync(IBrowser browser, Uri address, string path, int visits)
    {
        var times = new List<double>();
        for (var i = 0; i < visits; i++)
        {
            var context = await browser.NewContextAsync();
            times.Add(await InteractiveAsync(context, address, path));
            await context.CloseAsync();
        }
        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<double> InteractiveAsync(IBrowserContext context, Uri address, string path)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(new Uri(address, path).ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => window.interactive");
        var time = await page.EvaluateAsync<double>("() => window.interactive");
        await page.CloseAsync();
        return time / 1000;
    }

    private static async Task<double> SentAsync(IBrowser browser, Uri address)
    {
        var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var bytes = await page.EvaluateAsync<double>("() => performance.getEntries().reduce((sum, e) => sum + (e.transferSize ?? 0), 0)");
        await context.CloseAsync();
        return bytes;
    }

    private static async Task UseAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var paths = new[]
        {
            "/",
            "/runs",
            $"/runs/{Registry.Tests.Support.ManyRuns.Id(200)}",
            "/compare?runs=" + string.Join(',', Enumerable.Range(150, 20).Select(Registry.Tests.Support.ManyRuns.Id)),
            "/datasets",
            "/runs/new",
            "/backbones",
            "/models",
            "/workers",
        };
        for (var i = 0; i < 200; i++)
        {
            await using var circuit = await BlazorCircuit.OpenAsync(http, paths[i % paths.Length]);
            for (var wait = 0; wait < 100 && circuit.Batches < 3 && circuit.Fault is null; wait++)
                await Task.Delay(20);
            if (circuit.Fault is { } fault)
                throw new InvalidOperationException($"{paths[i % paths.Length]}: {fault}");
        }
        await Task.Delay(TimeSpan.FromSeconds(5));
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

    private static string Megabytes(DashboardProcess dashboard) =>
        string.Create(CultureInfo.InvariantCulture, $"{LiveTimes.Resident(dashboard.ProcessId):0} MB");
}
