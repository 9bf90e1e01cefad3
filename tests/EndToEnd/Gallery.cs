using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>
/// Every page, wide and narrow, light and dark, in both languages: a picture of each, and what is wrong with it. A page that scrolls sideways, whose parts
/// move after they are drawn,
/// or that axe-core finds a fault with fails. <c>MLOPS_LONG=1</c> looks at all eight ways, else at two that have each side of each choice.
/// </summary>
public sealed partial class Gallery(Browser browser, Uri address)
{
    public const double MostShift = 0.05;

    private static readonly (int Width, bool Dark, string Language)[] Ways = LongForm.IsAsked
        ? [.. from width in new[] { 1440, 390 } from dark in new[] { false, true } from language in new[] { "en", "zh-CN" } select (width, dark, language)]
        : [(1440, false, "en"), (390, true, "zh-CN")];

    /// <remarks>In the short form each page is looked at in one way, and the next page in the next.</remarks>
    public async Task ShootAsync(IReadOnlyList<string> paths)
    {
        var faults = new List<string>();
        foreach (var (index, (width, dark, language)) in Ways.Index())
        {
            var session = await browser.OpenAsync(address, width, dark: dark, language: language);
            foreach (var path in LongForm.IsAsked ? paths : paths.Where((_, i) => i % Ways.Length == index))
            {
                await session.GoAndFetchAsync(path);
                var where = $"{path} at {width} px, {(dark ? "dark" : "light")}, {language}";
                var overflow = await session.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
                if (overflow > 0)
                    faults.Add($"{where}: {overflow} px too wide");
                await session.Page.EvaluateAsync("() => document.fonts.ready");
                if (!await session.Page.EvaluateAsync<bool>("() => [...document.fonts].some(f => f.family === 'Inter' && f.status === 'loaded')"))
                    faults.Add($"{where}: not shown in Inter");
                var shift = await session.LayoutShiftAsync();
                if (shift > MostShift)
                    faults.Add($"{where}: layout shift {shift:0.000}");
                var found = await session.Page.RunAxe();
                faults.AddRange(found.Violations.Select(v => $"{where}: {v.Id} ({v.Nodes.Length}): {string.Join(" | ", v.Nodes.Take(2).Select(Show))}"));
                await session.ShootAsync($"{Name(path)}-{width}-{(dark ? "dark" : "light")}-{language}");
            }
            faults.AddRange(session.Complaints.Select(c => $"{width} px, {(dark ? "dark" : "light")}, {language}: {c}"));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private static string Show(AxeResultNode node) => $"{node.Target} {(node.Html.Length > 160 ? node.Html[..160] + "..." : node.Html)}";

    private static string Name(string path) => path == "/" ? "home" : NotName().Replace(Ids().Replace(path, "x"), "-").Trim('-');

    [GeneratedRegex("[0-9a-f]{32}(,[0-9a-f]{32})*")]
    private static partial Regex Ids();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotName();
}
