using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>From a sample to a champion where a picture has several labels, and where it has numbers: the dataset alone says what is learnt.</summary>
[Collection(Trainings.Name)]
public sealed partial class TaskWayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromSampleToChampion_OfSeveralLabelsAndOfNumbers()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-tasks-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        var session = await browser.OpenAsync(dashboard.Address);

        var labels = await TrainAsync(session, "emoji-attributes", "train a classifier of 19 labels for");
        await session.GoAsync($"{labels}?tab=evaluation&label=red");
        await TryThresholdAsync(session);
        var numbers = await TrainAsync(session, "emoji-brightness", "train a head for 2 numbers for");
        await session.GoAsync($"{numbers}?tab=evaluation");
        await session.Find("chart-scatter").WaitForAsync();

        foreach (var (run, model, answer) in new[] { (labels, "emoji-attributes", "of 19 labels"), (numbers, "emoji-brightness", "coverage") })
        {
            await PromoteAsync(session, run, model);
            await session.GoAsync($"/models/{model}/versions/1?tab=try");
            await session.Find("try-file").SetInputFilesAsync(Directory.EnumerateFiles(folder.FullName, "anchor.png", SearchOption.AllDirectories).First());
            await session.Find("try-answer").GetByText(answer).First.WaitForAsync(new() { Timeout = 120_000 });
            var onnx = await session.Page.APIRequest.GetAsync(await OnnxAsync(session, run), new() { Timeout = 120_000 });
            Assert.Equal(200, onnx.Status);
            Assert.True((await onnx.BodyAsync()).Length > 1_000_000);
        }
        await new Gallery(browser, dashboard.Address).ShootAsync(["/", labels + "?tab=evaluation&label=red", numbers + "?tab=evaluation"]);
        Assert.Empty(session.Complaints);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    /// <returns>The run's path.</returns>
    private static async Task<string> TrainAsync(BrowserSession session, string sample, string sentence)
    {
        await session.GoAsync("/datasets?import=sample");
        await session.Find("sample-" + sample).ClickAsync();
        await session.Find("open-dataset").ClickAsync(new() { Timeout = 120_000 });
        await session.Find("gallery").WaitForAsync();
        Assert.DoesNotContain("refused", await session.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await session.Find("new-run").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex("/runs/new"));
        await session.Find("sentence").GetByText(sentence).WaitForAsync();
        await session.Find("start-run").ClickAsync();
        await session.Page.WaitForURLAsync(RunPath());
        await Steps.FinishAsync(session);
        return new Uri(session.Page.Url).AbsolutePath;
    }

    private static async Task TryThresholdAsync(BrowserSession session)
    {
        var slider = session.Find("threshold-slider");
        await slider.FillAsync("1");
        await session.Find("threshold-figures").GetByText("not measured").First.WaitForAsync();
        await session.Page.WaitForURLAsync(new Regex("threshold=1"));
        await session.Find("kind-Hit").GetByText("(0)").WaitForAsync();
        await session.Find("threshold-own").ClickAsync();
        await session.Page.WaitForURLAsync(url => !url.Contains("threshold=", StringComparison.Ordinal));
        await Assertions.Expect(session.Find("kind-Hit").GetByText("(0)")).ToHaveCountAsync(0);
    }

    private static async Task PromoteAsync(BrowserSession session, string run, string model)
    {
        await session.GoAsync(run);
        await session.Find("register-model").ClickAsync();
        await session.Find("register-confirm").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex("/models/" + model), new() { Timeout = 120_000 });
        await session.GoAsync("/models/" + model);
        await session.Find("promote").First.ClickAsync();
        await session.Find("promote-reason").FillAsync("first version");
        await session.Find("confirm-promote").ClickAsync();
        await session.Find("rail-champion").GetByText("v1").First.WaitForAsync();
    }

    private static async Task<string> OnnxAsync(BrowserSession session, string run)
    {
        await session.GoAsync(run + "?tab=files");
        return await session.Find("download-onnx").GetAttributeAsync("href") ?? "";
    }

    [GeneratedRegex("/runs/[0-9a-f]{32}")]
    private static partial Regex RunPath();
}
