using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Home;

/// <summary>What runs, what finished, what serves, and the worker in words.</summary>
public sealed partial class HomePage : IDisposable
{
    private HomeView? home;
    private RunListFeed? live;
    private bool busy;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ChosenProject Project { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    private string Headline
    {
        get
        {
            var training = home!.Running.Where(r => r.Status.IsActive()).ToList();
            return training.Count switch
            {
                0 when home.Running.Count > 0 => Texts["RunsWait", home.Running.Count],
                0 => home.LastHeadline ?? Texts[home.Datasets > 0 ? "StartFirst" : "NothingRan"],
                1 when training[0] is { PrimaryValue: { } best, Measures.PrimarySpec: var metric } => Texts[
                    "RunTrains",
                    training[0].Number,
                    MetricWords.Brief(metric, Format.Metric(best, metric.Unit)),
                    Format.Left(training[0].SecondsLeft)
                ],
                1 => Texts[training[0].Status == RunStatus.Stopping ? "RunStops" : "RunStarts", training[0].Number],
                _ => Texts["RunsTrain", training.Count],
            };
        }
    }

    protected override async Task OnInitializedAsync()
    {
        live = Live.Follow(Reload, Apply);
        home = await Sender.Send(new GetHome());
    }

    public void Dispose() => live?.Dispose();

    private async Task MakeExamples()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            Toasts.Tell(await Sender.Send(new StartExampleRuns { Project = Project.Current }), Texts["ExamplesBegun"]);
            home = await Sender.Send(new GetHome());
        }
        finally
        {
            busy = false;
        }
    }

    private Task Reload() =>
        InvokeAsync(async () =>
        {
            home = await Sender.Send(new GetHome());
            StateHasChanged();
        });

    private Task Apply(IReadOnlyDictionary<Core.RunId, ProgressEvent> progress) =>
        InvokeAsync(() =>
        {
            if (home is null)
                return;
            home = home with { Running = [.. home.Running.Select(r => progress.TryGetValue(r.Id, out var p) ? r.With(p) : r)] };
            StateHasChanged();
        });
}
