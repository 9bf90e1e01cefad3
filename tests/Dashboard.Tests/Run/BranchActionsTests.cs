using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

/// <summary>Branching from a run's page.</summary>
public sealed class BranchActionsTests : DashboardContext
{
    [Fact]
    public async Task EpochsDialog_TakesNumbersWithinItsRange_AndStartsOnce()
    {
        var asked = new List<int>();
        var answer = Outcome<RunId>.Refused(Refusal.OfSentence("Not now."));
        Render<MudPopoverProvider>();
        var provider = Render<MudDialogProvider>();
        IDialogReference? dialog = null;
        await provider.InvokeAsync(async () =>
            dialog = await Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<EpochsDialog>(
                    "More",
                    new DialogParameters<EpochsDialog>
                    {
                        { d => d.Value, 5 },
                        { d => d.Most, 20 },
                        {
                            d => d.Start,
                            epochs =>
                            {
                                asked.Add(epochs);
                                return Task.FromResult(answer);
                            }
                        },
                    }
                )
        );
        Assert.Equal("5", provider.Find(Test("epochs")).GetAttribute("value"));
        foreach (var bad in new[] { "0", "21", "many", "" })
        {
            provider.Find(Test("epochs")).Change(bad);
            Assert.True(provider.Find(Test("epochs-confirm")).HasAttribute("disabled"), bad);
        }
        provider.Find(Test("epochs")).Change("7");
        provider.Find(Test("epochs-confirm")).Click();
        Assert.Contains("Not now.", provider.Find(Test("epochs-refusal")).TextContent);
        var run = RunId.New();
        answer = run;
        provider.Find(Test("epochs-confirm")).Click();
        Assert.Equal([7, 7], asked);
        Assert.Equal(run, (await dialog!.Result)!.Data);
    }

    [Fact]
    public void Charts_OpenAnEpochToBranchFrom_AndMarkWhatWasInherited()
    {
        var details = Samples.Details(Samples.Row(1));
        var curves = Samples.Curves(1, 3) with { Inherited = 2 };
        var options = RunCharts.Of(curves, [], 3, details)[0].Options;
        Assert.Equal($"/runs/new?from={details.Row.Id}&after={{x}}", options.Link);
        Assert.Equal("before the branch", Assert.Single(options.Bands).Label);
        Assert.Equal(2.5, options.Bands[0].To);
        Assert.Null(RunCharts.Of(curves, [], 3)[0].Options.Link);
    }

    [Fact]
    public void Files_SayWhichStatesAreKept()
    {
        var tab = Render<FilesTab>(p =>
            p.Add(t => t.Files, [new RunFile("best.keras", 1, null, "/runs/1/files/best.keras")])
                .Add(t => t.States, [new KeptState(3, 2_000_000, "/x/00003.ckpt"), new KeptState(6, 2_000_000, "/x/00006.ckpt")])
        );
        Assert.Contains("epochs 3, 6", tab.Find(Test("kept-states")).TextContent);
    }
}
