using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>The cable is pulled, or the server is started again, while a person writes: nothing typed is lost, and the run goes on.</summary>
[Collection(Trainings.Name)]
public sealed class LostConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_LostForAWhile_GivesTheSameStateBack()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-lost-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        await using var cable = new SlowProxy(dashboard.Address, TimeSpan.FromMilliseconds(20));
        var session = await browser.OpenAsync(cable.Address);
        await session.GoAsync("/runs");
        await session.GoAsync((await SitePages.HrefsAsync(session, "main a[href^='/runs/']")).First(h => h.Length > 20));
        await session.Find("tab-settings").ClickAsync();
        await session.Find("notes-edit").ClickAsync();
        await session.Find("notes-text").PressSequentiallyAsync("typed before, ");
        cable.Cut();
        await session.Find("notes-text").PressSequentiallyAsync("typed meanwhile");
        await session.Page.GetByText("The connection was lost.").WaitForAsync();
        cable.Mend();
        await session.Page.GetByText("The connection was lost.").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        Assert.EndsWith("?tab=settings", session.Page.Url, StringComparison.Ordinal);
        Assert.Equal("typed before, typed meanwhile", await session.Find("notes-text").InputValueAsync());
        await session.Find("notes-save").ClickAsync();
        await Assertions.Expect(session.Find("notes-shown")).ToHaveTextAsync("typed before, typed meanwhile");
        // Saved: nothing comes back.
        await session.Page.ReloadAsync();
        await Assertions.Expect(session.Find("notes-shown")).ToHaveTextAsync("typed before, typed meanwhile");
        await Assertions.Expect(session.Find("draft-restored")).ToHaveCountAsync(0);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task TwoTabs_KeepADraftEach_AndOneThatIsClosedLeavesItsOwn()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-lost-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        var one = await browser.OpenAsync(dashboard.Address);
        await one.GoAsync("/runs");
        await one.GoAsync((await SitePages.HrefsAsync(one, "main a[href^='/runs/']")).First(h => h.Length > 20));
        await one.Find("notes-edit").ClickAsync();
        var two = await one.OpenBesideAsync();
        await two.Find("notes-edit").ClickAsync();
        await one.Find("notes-text").PressSequentiallyAsync("typed in one");
        await two.Find("notes-text").PressSequentiallyAsync("typed in two");
        await two.Find("notes-cancel").ClickAsync();
        await Assertions.Expect(two.Find("notes-text")).ToHaveCountAsync(0);

        await one.Page.ReloadAsync();
        await one.Find("draft-restored").WaitForAsync();
        Assert.Equal("typed in one", await one.Find("notes-text").InputValueAsync());
        await two.Page.ReloadAsync();
        await two.Find("notes-edit").WaitForAsync();
        await Assertions.Expect(two.Find("notes-text")).ToHaveCountAsync(0);

        // With its tab gone it is the next one's.
        await one.Page.CloseAsync(new() { RunBeforeUnload = false });
        await two.Page.ReloadAsync();
        await two.Find("draft-restored").WaitForAsync();
        Assert.Equal("typed in one", await two.Find("notes-text").InputValueAsync());
        await two.Find("notes-cancel").ClickAsync();
        await Assertions.Expect(two.Find("notes-text")).ToHaveCountAsync(0);
        await two.Page.ReloadAsync();
        await two.Find("notes-edit").WaitForAsync();
        await Assertions.Expect(two.Find("draft-restored")).ToHaveCountAsync(0);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Server_StartedAgain_DraftsAreBack_AndTheRunGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-lost-");
        var storage = Path.Combine(folder.FullName, "data");
        await using var browser = await Browser.StartAsync();
        await using var first = await DashboardProcess.StartAsync(storage, Cancel);
        await using var cable = new SlowProxy(first.Address, TimeSpan.FromMilliseconds(20));
        var session = await browser.OpenAsync(cable.Address);
        await Steps.ImportAsync(session, await Samples.ZipAsync(folder.FullName, Cancel));
        await Steps.StartAsync(session, "Feature extraction");
        await session.Find("notes-edit").ClickAsync();
        await session.Find("notes-text").PressSequentiallyAsync("half a note");
        await first.KillAsync();
        cable.Cut();
        await using var second = await DashboardProcess.StartAsync(storage, Cancel);
        cable.Mend(second.Address);

        await session.Page.GetByText("The server was started again").WaitForAsync();
        await session.Find("draft-restored").WaitForAsync();
        Assert.Equal("half a note", await session.Find("notes-text").InputValueAsync());
        await session.Find("notes-text").PressSequentiallyAsync(", and the rest");
        await session.Find("notes-save").ClickAsync();
        await Assertions.Expect(session.Find("notes-shown")).ToHaveTextAsync("half a note, and the rest");
        await Steps.FinishAsync(session);

        // A dialog that was open is where it was left once it is opened again.
        await session.Find("register-model").ClickAsync();
        await session.Find("model-name").FillAsync("pets and mo");
        await session.Page.ReloadAsync();
        await session.Find("register-model").ClickAsync();
        await session.Find("draft-restored").WaitForAsync();
        Assert.Equal("pets and mo", await session.Find("model-name").InputValueAsync());
        await session.Find("draft-discard").ClickAsync();
        await Assertions.Expect(session.Find("model-name")).ToHaveValueAsync("pets");
        Assert.True(second.Faults.Count == 0, string.Join("\n", second.Faults));
        folder.Delete(recursive: true);
    }
}
