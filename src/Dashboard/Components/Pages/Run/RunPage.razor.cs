using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>One run: what came of it, its curves, what was frozen, and everything else in tabs. Live while it trains.</summary>
public sealed partial class RunPage : IDisposable
{
    private static readonly string[] Tabs = ["evaluation", "try", "log", "settings", "files", "discussion", "history"];
    private RunId run;
    private string? named;
    private RunView? view;
    private RunDetails? details;
    private RunProgress? strip;
    private RunSubscription? live;
    private bool missing;

    // Whether it waited or was at work while this page was open: the strip stays when it ends, so that nothing below moves.
    private bool watched;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    /// <summary>The run's id or number.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "example")]
    private string? Example { get; set; }

    private string Current =>
        Tabs.Contains(Tab) ? Tab!
        : details is { HasEvaluation: false } ? "log"
        : "evaluation";

    private IReadOnlyList<StageSpec> Planned => details!.Row.Status.IsFinished() ? [] : details.Spec.Stages;

    private string Kept =>
        details!.Row switch
        {
            { EpochsDone: 0 } => Texts["SettingsKept"],
            { BestEpoch: { } best } => Texts["EpochsKept", details.Row.EpochsDone, best + 1],
            _ => Texts["HistoryKept", details.Row.EpochsDone],
        };

    protected override async Task OnParametersSetAsync()
    {
        if (named == Id && details is not null)
            return;
        var now = named = Id;
        var found = await RunNames.FindAsync(Sender, [now]);
        if (now != named)
            return;
        if (found is not [var id])
        {
            (missing, details) = (true, null);
            return;
        }
        if (run == id && details is not null)
            return;
        (run, details, missing, watched) = (id, null, false, false);
        live?.Dispose();
        live = Live.Follow(run, Show, () => InvokeAsync(Reread));
        await Load();
    }

    public void Dispose() => live?.Dispose();

    private string? Note(MetricChart chart)
    {
        if (details!.Spec.CrossValidation is not null)
            return Texts["LineAFold"];
        var name = MetricNames.Validation(chart.Metric);
        return view!.Curves?.Metrics.FirstOrDefault(m => m.Name == name)?.Values is { Count: > 0 } values
            ? Texts["ValidationAfter", Format.Metric(values[^1], details.Row.Measures[name].Unit), values.Count]
            : (string?)null;
    }

    // Progress alone redraws the strip that shows it, and nothing else of the page.
    private Task Show(ProgressEvent progress) =>
        InvokeAsync(() =>
        {
            if (details is null)
                return;
            if (strip is not null && details.Row.Status is (RunStatus.Running or RunStatus.Stopping))
            {
                strip.Show(progress);
                return;
            }
            details = details with { LastProgress = progress, Row = details.Row.With(progress) };
            StateHasChanged();
        });

    private async Task Reread()
    {
        await Load();
        StateHasChanged();
    }

    private async Task Reload()
    {
        await Load(fresh: true);
        StateHasChanged();
    }

    private async Task Load(bool fresh = false)
    {
        var asked = run;
        var answer = await live!.ReadAsync(nameof(RunView), () => RunView.ReadAsync(Sender, asked), fresh);
        if (asked != run)
            return;
        (view, details, missing) = (answer, answer?.Details, answer is null);
        watched |= details is { } read && (read.Row.Status.IsActive() || read.Row.Status is RunStatus.Queued);
    }
}
