using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;
using ChartOptions = MlOpsDashboard.Dashboard.Components.Charts.ChartOptions;

namespace MlOpsDashboard.Dashboard.Components.Pages.Compare;

/// <summary>Two to twenty runs side by side; everything chosen stands in the URL.</summary>
public sealed partial class ComparePage
{
    private IReadOnlyList<RunId> runs = [];
    private RunId? baseline;
    private RunComparison? comparison;
    private ChartOptions? options;
    private IReadOnlyDictionary<int, SeriesLine> lines = SeriesColors.Among([]);
    private RunListFeed? live;
    private string? refusal;
    private string asked = "";

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "runs")]
    private string? RunIds { get; set; }

    [SupplyParameterFromQuery(Name = "baseline")]
    private string? Baseline { get; set; }

    [SupplyParameterFromQuery(Name = "metric")]
    private string? Metric { get; set; }

    [SupplyParameterFromQuery(Name = "smooth")]
    private string? Smooth { get; set; }

    [SupplyParameterFromQuery(Name = "x")]
    private string? X { get; set; }

    [SupplyParameterFromQuery(Name = "log")]
    private string? LogScale { get; set; }

    [SupplyParameterFromQuery(Name = "all")]
    private string? All { get; set; }

    private bool AllSettings => All == "1";

    private int SmoothPercent => int.TryParse(Smooth, CultureInfo.InvariantCulture, out var percent) ? Math.Clamp(percent, 0, 95) : 0;

    private ComparisonChart Drawing =>
        new(Metrics.Contains(Metric) ? Metric! : Metrics[0], ComparisonChart.Axes.Any(a => a.Key == X) ? X! : "epoch", SmoothPercent / 100.0, LogScale == "1");

    private string ChartTitle => MetricWords.Title(Drawing.Metric);

    private IReadOnlyList<string> Metrics => ComparisonChart.Metrics(comparison!.Curves);

    private RunRow BaselineRun => comparison!.Runs.First(r => r.Id == comparison.Baseline);

    private RunRow OtherRun => comparison!.Runs.First(r => r.Id != comparison.Baseline);

    protected override void OnInitialized() => live = Live.Follow(Reload, _ => Task.CompletedTask, run => runs.Contains(run));

    protected override async Task OnParametersSetAsync()
    {
        if (asked != RunIds + "|" + Baseline)
            await Find();
        Draw();
    }

    protected override void Disposing() => live?.Dispose();

    // Names in the address are ids or numbers.
    private async Task Find()
    {
        var now = asked = RunIds + "|" + Baseline;
        var found = await RunNames.FindAsync(Sender, (RunIds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        IReadOnlyList<RunId> against = Baseline is null ? [] : await RunNames.FindAsync(Sender, [Baseline]);
        if (now != asked)
            return;
        (runs, baseline) = (found, against is [var one] ? one : null);
        await Load();
    }

    private async Task Load()
    {
        var now = asked;
        if (runs.Count < 2)
        {
            (comparison, refusal) = (null, null);
            return;
        }
        var outcome = await Sender.Send(new CompareRuns(runs, baseline));
        if (now == asked)
            (comparison, refusal) = (outcome.Value, outcome.Refusal);
    }

    private void Draw()
    {
        options = comparison is null ? null : Drawing.Draw(comparison.Curves);
        lines = SeriesColors.Among(comparison?.Runs.Select(r => r.Number) ?? []);
    }

    private Task Reload() =>
        InvokeAsync(async () =>
        {
            await Load();
            Draw();
            StateHasChanged();
        });

    private void Go(string parameter, object? value, string? otherwise) =>
        GoTo(Navigation.GetUriWithQueryParameter(parameter, value as string == otherwise ? null : value as string), replace: true);

    private void Choose(IReadOnlyList<RunId> chosen)
    {
        var stays = baseline is { } kept && chosen.Contains(kept);
        GoTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?> { ["runs"] = string.Join(',', chosen), ["baseline"] = stays ? Baseline : null }
            )
        );
    }

    private async Task Add()
    {
        var dialog = await Dialogs.ShowAsync<RunPickerDialog>(Texts["AddRuns"], new DialogParameters<RunPickerDialog> { { d => d.Chosen, runs } });
        if (await dialog.Result is { Canceled: false, Data: IReadOnlyList<RunId> chosen })
            Choose(chosen);
    }
}
