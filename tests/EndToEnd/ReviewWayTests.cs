using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Two people in two browsers, one in English and one in Chinese: a setting that one proposes at an epoch becomes a run, and its version champion;
/// another whose class was spoilt fails its gate, is mended by relabelling, approved by the other, and rolled back.</summary>
[Collection(Trainings.Name)]
public sealed partial class ReviewWayTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATeam_PromotesOnEvidence_AndGoesBack()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-review-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(
            Path.Combine(folder.FullName, "data"),
            Cancel,
            settings: new Dictionary<string, string> { ["Access__Mode"] = "Accounts" }
        );
        var anna = await browser.OpenAsync(dashboard.Address);
        await anna.Page.GotoAsync(await AccountWayTests.SetUpPathAsync(dashboard));
        await OpenAccountAsync(anna, "anna");
        var ben = await InviteAsync(browser, dashboard.Address, anna, "ben");

        // One epoch is few: ben says so at that epoch, with the setting to try. However many accept it, it is one run.
        await ImportAsync(anna, await ZipAsync(folder.FullName, isSpoilt: false));
        var shorter = await Steps.TrainAsync(anna, "Feature extraction", epochs: 1);
        var longer = await DiscussAsync(anna, ben, shorter);
        await Steps.FinishAsync(anna);
        await anna.GoAsync($"/compare?runs={shorter.Split('/')[^1]},{longer.Split('/')[^1]}");
        await anna.Find("compare-metrics").WaitForAsync();
        await anna.ShootAsync("team-compare");

        // The longer one becomes champion: somebody else has to approve.
        await RegisterAsync(anna, longer, 1);
        var first = await AskAsync(anna, 1, "the first one");
        await anna.Find("review-why-not").GetByText("somebody else has to approve").WaitForAsync();
        await ben.GoAsync("/reviews");
        await ben.Find("review-row").Locator("a").First.ClickAsync();
        await ApproveAsync(ben, "看起来不错");
        await anna.GoAsync("/models/pets");
        await anna.Find("rail-champion").GetByText("v1").First.WaitForAsync();

        // Pictures of one class are called by another's name: the gate says which class suffers.
        await ImportAsync(anna, await ZipAsync(folder.FullName, isSpoilt: true));
        await RegisterAsync(anna, await Steps.TrainAsync(anna, "Feature extraction", epochs: 4), 2);
        await AskAsync(anna, 2, "more pictures");
        await anna.Find("rule-classes").GetByText("these lose more").WaitForAsync();
        await anna.ShootAsync("review-failed");
        await ben.GoAsync(new Uri(anna.Page.Url).AbsolutePath);
        Assert.True(await ben.Find("approve").IsDisabledAsync());
        await ShootEverywhereAsync(ben, "review-failed-zh");
        await ben.Find("reject").ClickAsync();
        await ReasonAsync(ben, "旅行类变差");

        // Mended by relabelling, by keyboard.
        await RelabelAsync(anna);
        await RegisterAsync(anna, await Steps.TrainAsync(anna, "Feature extraction", epochs: 4), 3);
        var third = await AskAsync(anna, 3, "labels mended");
        await ben.GoAsync(third);
        await ben.ShootAsync("review-passed-zh");
        await ApproveAsync(ben, "类别恢复了");
        await anna.Page.ReloadAsync();
        await anna.Find("review-status").GetByText("Approved").WaitForAsync();
        await anna.Find("review-lines").GetByText("类别恢复了").WaitForAsync();
        await ShootEverywhereAsync(anna, "review-approved");

        // And back, in one click and a reason.
        await ben.GoAsync("/models/pets");
        await ben.Find("rail-champion").GetByText("v3").First.WaitForAsync();
        await ben.Find("roll-back-champion").ClickAsync();
        await ReasonAsync(ben, "周一出错");
        await ben.Find("rail-champion").GetByText("v1").First.WaitForAsync();
        await anna.GoAsync("/reviews");
        await anna.Find("review-row").GetByText("back to v1").WaitForAsync();
        await anna.ShootAsync("reviews");
        await ben.GoAsync("/reviews");
        await ben.ShootAsync("reviews-zh");
        Assert.EndsWith(first, await anna.Find("review-row").Locator("a").Last.GetAttributeAsync("href"), StringComparison.Ordinal);

        Assert.Empty(anna.Complaints);
        Assert.Empty(ben.Complaints);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    // A comment at an epoch with a patch, told to whom it mentions, and accepted by both at once.
    private static async Task<string> DiscussAsync(BrowserSession anna, BrowserSession ben, string run)
    {
        await ben.GoAsync(run + "?tab=discussion");
        await ben.Find("comment-text").FillAsync("@anna 只有一个轮次，准确率还在上升：训练四个轮次试试？");
        await ben.Find("comment-epoch-choice").SelectOptionAsync("0");
        await ben.Find("add-patch").ClickAsync();
        await ben.Find("patch-name").SelectOptionAsync("stages[0].epochs");
        await ben.Find("patch-value").FillAsync("4");
        await ben.Find("write-comment").ClickAsync();
        await ben.Find("patch").WaitForAsync();
        await ben.ShootAsync("team-comment-zh");

        // Without a reload, on whatever page she has open.
        await anna.Find("for-you-count").WaitForAsync();
        await anna.GoAsync("/for-you");
        await anna.ShootAsync("team-for-you");
        await anna.Page.Locator("main a[href*='tab=discussion']").First.ClickAsync();
        await anna.Find("comment-epoch").WaitForAsync();
        await Task.WhenAll(anna.Find("accept-patch").ClickAsync(), ben.Find("accept-patch").ClickAsync());
        await Task.WhenAll(anna.Find("patch-run").WaitForAsync(), ben.Find("patch-run").WaitForAsync());
        await anna.ShootAsync("team-accepted");
        var started = await anna.Find("patch-run").Locator("a").GetAttributeAsync("href");
        Assert.Equal(started, await ben.Find("patch-run").Locator("a").GetAttributeAsync("href"));
        await ben.GoAsync("/runs");
        Assert.Equal(2, await ben.Find("run-row").CountAsync());
        await anna.GoAsync(started + "?tab=discussion");
        Assert.Contains($"{run}?tab=discussion#comment-", await anna.Find("patch-origin").Locator("a").GetAttributeAsync("href"), StringComparison.Ordinal);
        return started!;
    }

    // As phones and desks show it, light and dark.
    private static async Task ShootEverywhereAsync(BrowserSession session, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await session.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var width in new[] { 390, 1440 })
            {
                await session.Page.SetViewportSizeAsync(width, 1000);
                await session.GoAsync(new Uri(session.Page.Url).AbsolutePath);
                await session.ShootAsync($"{name}-{width}-{scheme.ToString().ToLowerInvariant()}");
            }
        }
    }

    private static async Task OpenAccountAsync(BrowserSession session, string name)
    {
        await session.Page.FillAsync("#name", name);
        await session.Page.FillAsync("#password", Password);
        await session.Find("open-account").ClickAsync();
        await session.Find("headline").WaitForAsync();
    }

    private static async Task<BrowserSession> InviteAsync(Browser browser, Uri address, BrowserSession by, string name)
    {
        await by.GoAsync("/people");
        await by.Find("invite-role").SelectOptionAsync("Review");
        await by.Find("invite").ClickAsync();
        var link = await by.Find("invite-link").InnerTextAsync();
        var session = await browser.OpenAsync(address, language: "zh-CN");
        await session.Page.GotoAsync(new Uri(link).PathAndQuery);
        await OpenAccountAsync(session, name);
        return session;
    }

    private static async Task ImportAsync(BrowserSession session, string zip)
    {
        await session.GoAsync("/datasets?import=upload");
        await session.Find("file-input").SetInputFilesAsync(zip);
        await session.Find("import").And(session.Page.Locator("button")).ClickAsync();
        await session.Find("open-dataset").ClickAsync();
        await session.Find("class-chart").WaitForAsync();
    }

    private static async Task RegisterAsync(BrowserSession session, string run, int version)
    {
        await session.GoAsync(run);
        await session.Find("register-model").ClickAsync();
        await session.Find("register-confirm").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex($"/models/pets/versions/{version}"), new() { Timeout = 120_000 });
    }

    private static async Task<string> AskAsync(BrowserSession session, int version, string reason)
    {
        await session.GoAsync($"/models/pets/versions/{version}");
        await session.Find("promote").ClickAsync();
        await session.Find("promote-reason").FillAsync(reason);
        await session.Find("ask-review").ClickAsync();
        await session.Page.WaitForURLAsync(ReviewPath());
        await session.Find("review-status").GetByText("To decide").WaitForAsync(new() { Timeout = 300_000 });
        return new Uri(session.Page.Url).AbsolutePath;
    }

    private static async Task ApproveAsync(BrowserSession session, string reason)
    {
        await session.Find("approve").ClickAsync();
        await ReasonAsync(session, reason);
        await session.Find("review-status").GetByText("已批准").WaitForAsync();
    }

    private static async Task ReasonAsync(BrowserSession session, string reason)
    {
        await session.Find("reason").FillAsync(reason);
        await session.Find("confirm-reason").ClickAsync();
        await session.Find("reason").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    // What was called by the second class's name gets the first's, and the other way round.
    private static async Task RelabelAsync(BrowserSession session)
    {
        await session.GoAsync("/datasets");
        var dataset = (await session.Page.Locator("main a[href*='/datasets/']").First.GetAttributeAsync("href"))!.Split('?')[0];
        await session.GoAsync($"{dataset}/label?order=all&at={Uri.EscapeDataString($"train/{Classes[0]}/00.png")}");
        await session.Find("label-picture").WaitForAsync();
        await session.Find("label-page").FocusAsync();
        for (var i = 0; i < 2 * Trained; i++)
        {
            var shown = await session.Page.EvaluateAsync<string>("() => location.href");
            await session.Page.Keyboard.PressAsync(i < Trained ? "2" : "1");
            await session.Page.WaitForFunctionAsync("before => location.href !== before", shown);
        }
        await session.Find("label-kept").GetByText($"{2 * Trained}").WaitForAsync();
        await session.Find("publish-labels").ClickAsync();
        await session.Find("class-chart").WaitForAsync();
    }

    // Of the folders of the sample pictures, in their order.
    private static readonly string[] Classes = ["animals", "food", "travel"];

    private const int Held = 12,
        Trained = 20;

    // Three classes; of the spoilt one the training pictures of the first two lie in each other's folder.
    private static async Task<string> ZipAsync(string folder, bool isSpoilt)
    {
        var pictures = Path.Combine(folder, "pictures");
        if (!Directory.Exists(pictures))
            await Samples.MlopsAsync(["samples", "emoji-mini", "--out", pictures], Cancel);
        var zip = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, isSpoilt ? "spoilt" : "clean")).FullName, "pets.zip");
        await using var archive = await ZipFile.OpenAsync(zip, ZipArchiveMode.Create, Cancel);
        var classes = Directory.GetDirectories(pictures).Order(StringComparer.Ordinal).ToList();
        for (var c = 0; c < classes.Count; c++)
        {
            var files = Directory.GetFiles(classes[c], "*.png").Order(StringComparer.Ordinal).ToList();
            for (var i = 0; i < Held + Trained; i++)
            {
                var name = i < Held ? $"test/{Classes[c]}/{i:00}.png" : $"train/{Classes[isSpoilt && c < 2 ? 1 - c : c]}/{i - Held:00}.png";
                await archive.CreateEntryFromFileAsync(files[i], name, Cancel);
            }
        }
        return zip;
    }

    [GeneratedRegex("/reviews/[0-9a-f]{32}")]
    private static partial Regex ReviewPath();
}
