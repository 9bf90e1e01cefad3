using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>What a person does in the browser, in parts that several tests share.</summary>
public static partial class Steps
{
    /// <summary>Drops a zip of three classes and opens the dataset.</summary>
    public static async Task ImportAsync(BrowserSession session, string zip)
    {
        await session.GoAsync("/datasets?import=upload");
        await session.Find("file-input").SetInputFilesAsync(zip);
        await session.Find("import").And(session.Page.Locator("button")).ClickAsync();
        await session.Find("open-dataset").ClickAsync();
        await session.Find("class-chart").WaitForAsync();
        Assert.Matches("120 pictures", await session.Page.Locator("main").InnerTextAsync());
    }

    /// <summary>Trains while the page is watched, which may hardly move meanwhile.</summary>
    /// <param name="epochs">Of each stage; null for the strategy's own.</param>
    /// <returns>The run's path.</returns>
    public static async Task<string> TrainAsync(BrowserSession session, string strategy, int? epochs = null, Action? watch = null)
    {
        var path = await StartAsync(session, strategy, epochs);
        watch?.Invoke();
        await FinishAsync(session);
        await session.Find("confusion-matrix").WaitForAsync();
        var shift = await session.LayoutShiftAsync();
        Assert.True(
            shift <= Gallery.MostShift,
            $"Watched while it trained, the page moved by {shift:0.000}:\n{string.Join("\n", await session.LayoutShiftsAsync())}"
        );
        return path;
    }

    /// <summary>Starts a run on the first dataset and waits until it is at work.</summary>
    /// <inheritdoc cref="TrainAsync"/>
    public static async Task<string> StartAsync(BrowserSession session, string strategy, int? epochs = null)
    {
        await session.GoAsync("/runs/new");
        await session.Find("pick-dataset").First.ClickAsync();
        await session.Find("strategy-" + strategy).CheckAsync();
        if (epochs is not null)
        {
            await session.Page.EvaluateAsync("() => document.querySelectorAll('main details:not(.dropdown)').forEach(d => d.open = true)");
            foreach (var field in await session.Page.Locator("[data-testid^='field-stages['][data-testid$='.epochs']").AllAsync())
            {
                await field.FillAsync($"{epochs}");
                await field.PressAsync("Tab");
            }
        }
        await session.Find("start-run").ClickAsync();
        await session.Page.WaitForURLAsync(RunPath());
        await session.ForgetShiftsAsync();
        await session.Find("run-progress").WaitForAsync();
        return new Uri(session.Page.Url).AbsolutePath;
    }

    /// <summary>Waits for the open run page to say that its model can be registered; long enough for a slow machine.</summary>
    public static Task FinishAsync(BrowserSession session) => session.Find("register-model").WaitForAsync(new() { Timeout = 300_000 });

    [GeneratedRegex("/runs/[0-9a-f]{32}")]
    private static partial Regex RunPath();
}
