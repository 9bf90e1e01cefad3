using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A person types at 60 ms a letter to a server that is 100 ms away, each way: no field loses a letter, and what was typed is what is
/// stored.</summary>
public sealed partial class TypingTests
{
    private const int People = 3;

    // More letters than are under way at a time.
    private static readonly string Words = LongForm.IsAsked ? "train everything, 2x" : "train, 2x";
    private const string NameOf = "f => [f.dataset.testid, f.getAttribute('aria-label'), f.id].filter(x => x).join('|')";
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(100);

    // What is pressed on a page before all of its fields are there, one after the other, and the field that comes last; a dialog is closed before the next.
    private static readonly (string Page, string[] Presses, string Shows)[] Openers =
    [
        ("^/runs$", ["[data-testid=run-row] input[type=checkbox]", "[data-testid=bulk-tag]"], "tag-input"),
        ("^/runs/[0-9a-f]{32}$", ["[data-testid=notes-edit]"], "notes-text"),
        ("^/runs/[0-9a-f]{32}$", ["[data-testid=run-more]", "button:has-text('Rename')"], "edited-text"),
        ("^/runs/[0-9a-f]{32}$", ["[data-testid=run-more]", "button:has-text('Tag')"], "tag-input"),
        ("^/runs/[0-9a-f]{32}$", ["[data-testid=register-model]"], "model-name"),
        ("^/runs/[0-9a-f]{32}$", ["details:has([data-testid=branch-from-epoch]) > summary", "[data-testid=branch-from-epoch]"], "epochs"),
        (@"^/runs/[0-9a-f]{32}\?tab=discussion$", ["[data-testid=add-patch]"], "patch-value"),
        (@"^/runs/[0-9a-f]{32}\?tab=discussion$", ["[data-testid=edit]"], "edit-text"),
        ("^/datasets/", ["[data-testid=rename-dataset]"], "edited-text"),
        ("^/models/emoji-classifier$", ["[data-testid=describe-model]"], "edited-text"),
        ("^/models/emoji-classifier$", ["[data-testid=promote], [data-testid^=move-]"], "promote-reason"),
        ("^/models/emoji-classifier$", ["[data-testid^=remove-]"], "remove-reason"),
        ("^/models/emoji-classifier$", ["[data-testid^=rules-]"], "rules-approvals"),
        ("^/models/emoji-classifier/versions/3/card$", ["[data-testid=card-edit]"], "card-text"),
        ("^/reviews/0193b1f0-0000-7000-8000-000000000001$", ["[data-testid=reject]"], "reason"),
        (
            "^/runs/new$",
            ["[data-testid=pick-dataset]", "[data-testid='strategy-Feature extraction, then fine-tuning'] >> nth=0", "[data-testid=add-layer-rate] >> nth=1"],
            "field-stages[1].layerRates[0].from"
        ),
        ("^/runs/new$", ["[data-testid=pick-dataset]", "[data-testid='field-stages[0].unfreeze'] => from"], "stage-from-0"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTextField_KeepsEveryLetter()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-typing-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var far = new SlowProxy(dashboard.Address, Away);
        var pages = new ConcurrentQueue<string>((await SitePages.AllAsync(await browser.OpenAsync(dashboard.Address))).Append("/datasets?import=upload#zip"));
        var seen = new ConcurrentDictionary<string, bool>();
        // Typing is mostly waiting: several people type at the same time, each on a page of their own.
        await Task.WhenAll(Enumerable.Range(0, People).Select(async _ => await TypeEverywhereAsync(await browser.OpenAsync(far.Address), pages, seen)));
        // A field of the sources that no page showed was not tried.
        var untried = FieldsOfTheSources()
            .Where(name => !seen.Keys.Any(s => s.Split('|').Any(part => part.StartsWith(name, StringComparison.Ordinal))))
            .ToList();
        Assert.True(untried.Count == 0, "No page showed: " + string.Join(", ", untried));
        folder.Delete(recursive: true);
    }

    private static async Task TypeEverywhereAsync(BrowserSession session, ConcurrentQueue<string> pages, ConcurrentDictionary<string, bool> seen)
    {
        while (pages.TryDequeue(out var path))
        {
            await session.GoAndFetchAsync(path);
            if (path.EndsWith("#zip", StringComparison.Ordinal))
                await session
                    .Find("file-input")
                    .SetInputFilesAsync(
                        new FilePayload
                        {
                            Name = "pets.zip",
                            MimeType = "application/zip",
                            Buffer = [80, 75, 5, 6, .. new byte[18]],
                        }
                    );
            await TypeInNewFieldsAsync(session, seen);
            foreach (var (_, presses, shows) in Openers.Where(o => Regex.IsMatch(path, o.Page) && !seen.Keys.Any(s => s.Split('|').Contains(o.Shows))))
            {
                // Without what was typed before: a search may have left nothing to press.
                await session.GoAndFetchAsync(path);
                if (await session.Page.Locator(presses[0]).CountAsync() == 0)
                    continue;
                foreach (var press in presses)
                {
                    var (element, choice) = press.Split(" => ") is [var list, var option] ? (list, option) : (press, null);
                    await session.Page.Locator(element).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
                    await UnfoldAsync(session);
                    var shown = session.Page.Locator(element).Locator("visible=true").First;
                    if (choice is null)
                        await shown.ClickAsync();
                    else
                        await shown.SelectOptionAsync(choice);
                }
                await session.Find(shows).Or(session.Page.Locator($"[id='{shows}']")).First.WaitForAsync();
                await TypeInNewFieldsAsync(session, seen);
                await session.Page.Keyboard.PressAsync("Escape");
                await Assertions.Expect(session.Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
            }
        }
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
    }

    [Fact]
    public async Task WhatIsTyped_IsWhatIsStored()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-typing-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var far = new SlowProxy(dashboard.Address, Away);
        var session = await browser.OpenAsync(far.Address);
        var page = session.Page;

        // Pressed right after the last letter, before the server has heard it.
        await session.GoAsync("/runs");
        await TypeAsync(session, session.Find("runs-search"), "fine-tuning candidate");
        await page.WaitForURLAsync(url => Uri.UnescapeDataString(new Uri(url).Query.Replace('+', ' ')) == "?q=fine-tuning candidate");

        await session.GoAsync(await FirstRunAsync(session));
        await session.Find("notes-edit").ClickAsync();
        await TypeAsync(session, session.Find("notes-text"), Words);
        await session.Find("notes-save").ClickAsync();
        await Assertions.Expect(session.Find("notes-shown")).ToHaveTextAsync(Words);

        await session.Find("run-more").ClickAsync();
        await page.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await TypeAsync(session, session.Find("edited-text"), Words);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(Words);

        await session.GoAsync("/models/emoji-classifier");
        await session.Find("describe-model").ClickAsync();
        await TypeAsync(session, session.Find("edited-text"), Words);
        await session.Find("save-text").ClickAsync();
        await Assertions.Expect(page.Locator(".model-description")).ToHaveTextAsync(Words);

        await page.Locator("[data-testid^=promote-], [data-testid^=move-]").First.ClickAsync();
        await TypeAsync(session, session.Find("promote-reason"), "better by 3.7 points");
        await session.Find("confirm-promote").ClickAsync();
        await Assertions.Expect(session.Find("history")).ToContainTextAsync("better by 3.7 points");

        await session.GoAsync("/runs/new");
        await session.Find("pick-dataset").First.ClickAsync();
        await TypeAsync(session, session.Find("run-name"), "refuse");
        await session.Find("start-run").ClickAsync();
        await session.Find("start-refusal").WaitForAsync();
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    /// <summary>A very slow server: a field is there long before it hears that the page was drawn, and it writes a search into the address long after the
    /// person went on to another page.</summary>
    [Fact]
    public async Task AFieldEnteredAtOnce_KeepsTheFocus_AndAPageLeftAtOnce_StaysLeft()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-typing-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var far = new SlowProxy(dashboard.Address, 4 * Away);
        var session = await browser.OpenAsync(far.Address);
        await session.Page.GotoAsync("/runs", new() { WaitUntil = WaitUntilState.Commit });
        await session.Find("runs-search").WaitForAsync();
        await TypeAsync(session, session.Find("runs-search"), Words);
        await session.Find("nav-datasets").First.ClickAsync();
        await Assertions.Expect(session.Page.Locator("h1:focus")).ToContainTextAsync("datasets with");
        Assert.Equal("/datasets", new Uri(session.Page.Url).PathAndQuery);
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
        folder.Delete(recursive: true);
    }

    private static async Task<string> FirstRunAsync(BrowserSession session)
    {
        await session.GoAsync("/runs");
        return (await SitePages.HrefsAsync(session, "main a[href^='/runs/']")).First(h => h.Length > 20);
    }

    private static async Task TypeInNewFieldsAsync(BrowserSession session, ConcurrentDictionary<string, bool> seen)
    {
        var fields = session
            .Page.Locator("textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range], [type=hidden])")
            .Locator("visible=true");
        await UnfoldAsync(session);
        // Another field may appear, or one go, with what is typed: then their places are others.
        var names = await NamesAsync(fields);
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0 || !seen.TryAdd(Numbers().Replace(names[i], "#") + "|" + names[i], true))
                continue;
            var field = fields.Nth(i);
            await TypeAsync(session, field, await field.GetAttributeAsync("inputmode") is "numeric" or "decimal" ? "20.25" : Words);
            (names, i) = (await NamesAsync(fields), -1);
        }
    }

    private static Task UnfoldAsync(BrowserSession session) =>
        session.Page.EvaluateAsync("() => document.querySelectorAll('main details:not(.dropdown)').forEach(d => d.open = true)");

    /// <summary>Puts the text in place of what is there, letter by letter, and sees that it stays, also once the server has answered everything.</summary>
    private static async Task TypeAsync(BrowserSession session, ILocator field, string text)
    {
        var name = await NameAsync(field);
        await field.ClickAsync();
        await session.Page.Keyboard.PressAsync("Control+A");
        await session.Page.Keyboard.TypeAsync(text, new() { Delay = 60 });
        Assert.Equal($"{text} in {name}", $"{await field.InputValueAsync()} in {await NameAsync(field)}");
    }

    private static Task<string> NameAsync(ILocator field) => field.EvaluateAsync<string>($"f => ({NameOf})(f)");

    private static Task<string[]> NamesAsync(ILocator fields) => fields.EvaluateAllAsync<string[]>($"all => all.map({NameOf})");

    private static IEnumerable<string> FieldsOfTheSources()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Dashboard", "Components"), "*.razor", SearchOption.AllDirectories))
        foreach (Match tag in Field().Matches(File.ReadAllText(file)))
            yield return new[] { TestId(), Label(), Id() }.Select(r => r.Match(tag.Value)).FirstOrDefault(m => m.Success)?.Groups[1].Value
                ?? throw new InvalidOperationException($"{file}: expected a data-testid, an aria-label or an id; received {tag.Value}");
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"<TextField .*?/>", RegexOptions.Singleline)]
    private static partial Regex Field();

    // The literal beginning of the attribute.
    [GeneratedRegex("""data-testid="(?:@\(\$?")?([^"@{]+)""")]
    private static partial Regex TestId();

    [GeneratedRegex("""aria-label="([^"@{]+)""")]
    private static partial Regex Label();

    [GeneratedRegex(""" id="(?:@\(\$?")?([^"@{]+)""")]
    private static partial Regex Id();
}
