using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>The machine's own Chromium, driven by Playwright; a test that needs it is skipped where there is none.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Milliseconds until what a page should show counts as missing, also on a machine that does much else.</summary>
    internal const int Patience = 60_000;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static async Task<Browser> StartAsync()
    {
        var executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        if (executable is null)
            Assert.Skip("No Chromium in /usr/bin; .ci/run installs it.");
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = executable,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
            }
        );
        return new(playwright, browser);
    }

    public async Task<BrowserSession> OpenAsync(Uri address, int width = 1440, int height = 1000, bool dark = false, string language = "en")
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize = new() { Width = width, Height = height },
                Locale = language,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await context.AddInitScriptAsync(BrowserSession.WatchShift);
        return new(await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}

/// <summary>One page, and what its console complained of: errors and warnings.</summary>
public sealed class BrowserSession
{
    // Twice in a row, a drawing apart: what is drawn first may ask for more.
    private const string Shown = """
        () => {
          const shown = !document.querySelector('.mud-skeleton') && [...document.querySelectorAll('.chart-canvas')].every(c => c.querySelector('svg'));
          const before = window.wasShown;
          window.wasShown = shown ? before ?? performance.now() : undefined;
          return shown && performance.now() - before > 100;
        }
        """;

    /// <summary>Sums how far parts of a page moved without a person's doing (Cumulative Layout Shift).</summary>
    internal const string WatchShift = """
        window.layoutShift = 0;
        window.layoutShifts = [];
        const place = box => `${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}x${Math.round(box.height)}`;
        const moved = source => `${source.node?.nodeName} ${source.node?.className ?? ''} ${source.node?.textContent?.trim().slice(0, 30) ?? ''} (${place(source.previousRect)} to ${place(source.currentRect)})`;
        new PerformanceObserver(list => {
          for (const entry of list.getEntries().filter(e => !e.hadRecentInput)) {
            window.layoutShift += entry.value;
            window.layoutShifts.push(`${entry.value.toFixed(4)}: ${entry.sources.map(moved).join(' | ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    private readonly List<string> complaints = [];

    public BrowserSession(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.SetDefaultTimeout(Browser.Patience);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Another tab of the same browser, on the page that this one shows.</summary>
    public async Task<BrowserSession> OpenBesideAsync()
    {
        var other = new BrowserSession(await Page.Context.NewPageAsync());
        await other.GoAsync(Page.Url);
        return other;
    }

    public ILocator Find(string testId) => Page.GetByTestId(testId);

    /// <summary>Opens a path and waits until the circuit is up (only then is there a headline), what the page asked for has come, and its charts are
    /// drawn.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await WaitUntilShownAsync();
    }

    /// <summary>As <see cref="GoAsync"/>, and until the browser has fetched everything: pictures, fonts, and what it would complain of.</summary>
    public async Task GoAndFetchAsync(string path)
    {
        await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await WaitUntilShownAsync();
    }

    private async Task WaitUntilShownAsync()
    {
        await Page.GetByTestId("headline").First.WaitForAsync();
        await Page.WaitForFunctionAsync(Shown);
    }

    /// <summary>What moved since the page was opened or <see cref="ForgetShiftsAsync"/>, each with how far.</summary>
    public Task<string[]> LayoutShiftsAsync() => Page.EvaluateAsync<string[]>("() => window.layoutShifts");

    /// <summary>From here on <see cref="LayoutShiftAsync"/> begins anew.</summary>
    public Task ForgetShiftsAsync() => Page.EvaluateAsync("() => { window.layoutShift = 0; window.layoutShifts = []; }");

    /// <summary>Of the page since it was opened: 0 where nothing moved.</summary>
    public Task<double> LayoutShiftAsync() => Page.EvaluateAsync<double>("() => window.layoutShift");

    public Task ShootAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Artifacts, name + ".png"), FullPage = true });
}
