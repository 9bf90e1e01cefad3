using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Boxes drawn by mouse and by keyboard: nothing that was drawn is lost, and it becomes a version.</summary>
[Collection(Trainings.Name)]
public sealed partial class LabelWayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Boxes_DrawnInTheBrowser_OutliveReloadsAndALostConnection_AndBecomeAVersion()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-label-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        await using var proxy = new SlowProxy(dashboard.Address, TimeSpan.FromMilliseconds(20));
        var session = await browser.OpenAsync(proxy.Address);
        await session.GoAsync("/datasets?import=upload");
        await session.Find("file-input").SetInputFilesAsync(await Samples.ScenesAsync(folder.FullName, Cancel));
        await session.Find("import").And(session.Page.Locator("button")).ClickAsync();
        await session.Find("open-dataset").ClickAsync();
        await session.Find("label-pictures").ClickAsync();
        var stage = session.Find("box-stage");
        await DrawnAsync(session, dashboard);
        Assert.Equal(1, await Boxes(stage).CountAsync());

        // By mouse: drawn, named by its number, moved, resized at its corner; each undone and done again.
        var frame = (await stage.Locator("svg").BoundingBoxAsync())!;
        await DragAsync(session, frame.X + (frame.Width * 0.6f), frame.Y + (frame.Height * 0.6f), frame.Width * 0.2f, frame.Height * 0.2f);
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(2);
        await session.Page.Keyboard.PressAsync("2");
        await Assertions.Expect(Selected(stage)).ToHaveAttributeAsync("aria-label", new Regex("^dog"));
        var drawn = await Selected(stage).GetAttributeAsync("aria-label");
        var corner = (await stage.Locator("[data-side='se']").BoundingBoxAsync())!;
        await DragAsync(session, corner.X + 4, corner.Y + 4, 30, 20);
        await Assertions.Expect(Selected(stage)).Not.ToHaveAttributeAsync("aria-label", drawn!);
        await session.Page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(Selected(stage)).ToHaveAttributeAsync("aria-label", drawn!);
        await session.Page.Keyboard.PressAsync("Control+y");
        await Assertions.Expect(Selected(stage)).Not.ToHaveAttributeAsync("aria-label", drawn!);
        await SavedAsync(session);
        await session.Page.ReloadAsync();
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(2);

        // Drawn while the connection is gone, and sent by the page that is opened after.
        proxy.Cut();
        await session.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(3);
        proxy.Mend();
        await session.Page.ReloadAsync();
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(3);
        await SavedAsync(session);

        // By keyboard alone: the next picture, a box in the middle, its class, the boxes of the picture before, right as it is.
        await session.Page.Keyboard.PressAsync("PageDown");
        await session.Page.WaitForURLAsync(new Regex("at=.*2"));
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(1);
        await session.Page.Keyboard.PressAsync("n");
        await session.Page.Keyboard.PressAsync("1");
        await session.Page.Keyboard.PressAsync("ArrowRight");
        await session.Page.Keyboard.PressAsync("Shift+ArrowDown");
        await session.Page.Keyboard.PressAsync("Escape");
        await session.Page.Keyboard.PressAsync("c");
        await Assertions.Expect(Boxes(stage)).ToHaveCountAsync(5);
        await session.Page.Keyboard.PressAsync("Enter");
        await session.Page.WaitForURLAsync(new Regex("at=.*3"));
        await SavedAsync(session);

        // A second window shows what the first draws.
        var other = await browser.OpenAsync(dashboard.Address);
        await other.GoAsync(new Uri(session.Page.Url).PathAndQuery);
        await Boxes(other.Find("box-stage")).First.WaitForAsync();
        var before = await Boxes(other.Find("box-stage")).CountAsync();
        await session.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(Boxes(other.Find("box-stage"))).ToHaveCountAsync(before + 1);

        await SavedAsync(session);
        await session.Find("publish-labels").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex("v=2"));
        await session.Page.GetByText("v1, 3 examples labelled anew").First.WaitForAsync();
        await session.Page.GetByText(new Regex("^10 boxes")).First.WaitForAsync();
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    // Where nothing comes, what the browser and the server say of it is worth more than that time has passed.
    private static async Task DrawnAsync(BrowserSession session, DashboardProcess dashboard)
    {
        try
        {
            await Boxes(session.Find("box-stage")).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            var shown = await session.Page.Locator("body").EvaluateAsync<string>("body => body.innerText.slice(0, 2000)");
            Assert.Fail($"No box was drawn.\n{session.Page.Url}\n{string.Join("\n", session.Complaints.Concat(dashboard.Faults))}\n{shown}");
        }
    }

    private static ILocator Boxes(ILocator stage) => stage.Locator("[data-box]");

    private static ILocator Selected(ILocator stage) => stage.Locator("[data-box].is-selected");

    private static Task SavedAsync(BrowserSession session) => session.Find("boxes-saved").And(session.Page.Locator("[data-saved='saved']")).WaitForAsync();

    private static async Task DragAsync(BrowserSession session, float x, float y, float dx, float dy)
    {
        await session.Page.Mouse.MoveAsync(x, y);
        await session.Page.Mouse.DownAsync();
        await session.Page.Mouse.MoveAsync(x + dx, y + dy, new() { Steps = 4 });
        await session.Page.Mouse.UpAsync();
    }
}
