using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Addresses that open every page of the preview, with every tab. A page without one fails.</summary>
public static partial class SitePages
{
    private static readonly string[] Fixed =
    [
        "/",
        "/runs",
        "/datasets",
        "/datasets?import=upload",
        "/datasets?import=sample",
        "/datasets?import=folder",
        "/models",
        "/models/emoji-classifier",
        "/models/emoji-classifier/versions/3",
        "/models/emoji-classifier/versions/3?tab=evaluation",
        "/models/emoji-classifier/versions/3?tab=try",
        "/reviews",
        "/reviews?open=1",
        "/reviews/0193b1f0-0000-7000-8000-000000000001",
        "/reviews/0193b1f0-0000-7000-8000-000000000002",
        "/models/emoji-classifier/versions/3?tab=certificates",
        "/models/emoji-classifier/versions/3?tab=discussion",
        "/models/emoji-classifier/versions/3/card",
        "/models/emoji-classifier/explain",
        "/explanations/0193b1f0-0000-7000-8000-0000000000e1",
        "/for-you",
        "/workers",
        "/people",
        "/backbones",
        "/backbones?bring=true",
        "/backbones/EfficientNetLite0",
        "/backbones/EfficientNetLite0?tab=grayscale",
        "/runs/new",
        "/not-found",
    ];

    private static readonly string[] RunTabs = ["", "?tab=evaluation", "?tab=try", "?tab=log", "?tab=settings", "?tab=files", "?tab=discussion"];

    public static async Task<IReadOnlyList<string>> AllAsync(BrowserSession session)
    {
        var found = new List<string>(Fixed);
        await session.GoAsync("/datasets");
        var datasets = (await HrefsAsync(session, "main a[href*='/datasets/']")).Take(2).ToList();
        found.AddRange(datasets);
        found.AddRange((await HrefsAsync(session, "main a[href*='/datasets/']:has-text('hotel-reviews')")).Take(1));
        found.AddRange(datasets.Select(dataset => dataset.Split('?')[0] + "/changes"));
        found.AddRange(datasets.Select(dataset => dataset.Split('?')[0] + "/label"));
        await session.GoAsync("/runs");
        var runs = (await HrefsAsync(session, "main a[href^='/runs/']")).Where(h => h.Length > 20).ToList();
        foreach (var run in runs.Take(1).Concat(runs.TakeLast(1)))
            found.AddRange(RunTabs.Select(t => run.Split('?')[0] + t));
        await session.GoAsync("/runs?tag=texts");
        foreach (var run in (await HrefsAsync(session, "main a[href^='/runs/']")).Where(h => h.Length > 20).Take(1))
            found.AddRange(RunTabs.Select(t => run.Split('?')[0] + t));
        found.Add("/compare");
        found.Add("/compare?runs=" + string.Join(',', runs.TakeLast(3).Select(r => r.Split('?')[0].Split('/')[^1])));
        await session.GoAsync("/runs?tag=objects");
        found.Add(
            "/compare?runs="
                + string.Join(
                    ',',
                    (await HrefsAsync(session, "main a[href^='/runs/']")).Where(h => h.Length > 20).Select(r => r.Split('?')[0].Split('/')[^1]).Take(2)
                )
        );
        await session.GoAsync("/backbones");
        found.AddRange((await HrefsAsync(session, "main a[href*='/backbones/custom/']")).Take(1));
        Assert.All(Routes(), route => Assert.Contains(found, path => Matches(route, path.Split('?')[0])));
        return found;
    }

    public static async Task<List<string>> HrefsAsync(BrowserSession session, string selector) =>
        [.. (await session.Page.Locator(selector).EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))")).Distinct()];

    private static IEnumerable<string> Routes() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "Dashboard", "Components"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(f => Route().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));

    private static bool Matches(string route, string path)
    {
        var (wanted, given) = (route.Trim('/').Split('/'), path.Trim('/').Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => p.First.StartsWith('{') || p.First == p.Second);
    }

    [GeneratedRegex("^@page \"([^\"]*)\"", RegexOptions.Multiline)]
    private static partial Regex Route();
}
