using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>SIGKILL to the dashboard and everything it started while a run trains; after a restart the run goes on and ends with the same weights.</summary>
[Collection(Trainings.Name)]
public sealed class KilledDashboardTests
{
    private const string Strategy = "Train everything";
    private const int Epochs = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileTraining_ResumesToEqualWeights()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-kill-");
        var storage = Path.Combine(folder.FullName, "data");
        await using var browser = await Browser.StartAsync();
        string undisturbed,
            killed;
        await using (var first = await DashboardProcess.StartAsync(storage, Cancel))
        {
            var session = await browser.OpenAsync(first.Address);
            await Steps.ImportAsync(session, await Samples.ZipAsync(folder.FullName, Cancel));
            undisturbed = await Steps.TrainAsync(session, Strategy, Epochs);
            killed = await Steps.StartAsync(session, Strategy, Epochs);
            await MidRun(session).WaitForAsync(new() { Timeout = 120_000 });
            await first.KillAsync();
        }

        await using var second = await DashboardProcess.StartAsync(storage, Cancel);
        var after = await browser.OpenAsync(second.Address);
        await after.GoAsync(killed);
        await Steps.FinishAsync(after);

        Assert.Equal(await LastWeightsAsync(second.Address, undisturbed), await LastWeightsAsync(second.Address, killed));
        Assert.Equal(await HistoryAsync(second.Address, undisturbed), await HistoryAsync(second.Address, killed));
        await after.GoAsync(killed + "?tab=log");
        Assert.Contains("Resumed from the last checkpoint", await after.Find("run-log").InnerTextAsync(), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static async Task<string> LastWeightsAsync(Uri address, string run)
    {
        using var http = new HttpClient { BaseAddress = address };
        await using var file = await http.GetStreamAsync($"{run}/files/last.keras", Cancel);
        return await Samples.WeightsHashAsync(file, Cancel);
    }

    private static async Task<string> HistoryAsync(Uri address, string run)
    {
        using var http = new HttpClient { BaseAddress = address };
        return await http.GetStringAsync($"{run}/files/history.json", Cancel);
    }

    // Some epochs are done, more are to come; any of several, since the page may skip one.
    private static ILocator MidRun(BrowserSession session)
    {
        ILocator In(int epoch) => session.Find("run-progress").Filter(new() { HasText = $"Epoch {epoch} of {Epochs}" });
        return In(2).Or(In(3));
    }
}
