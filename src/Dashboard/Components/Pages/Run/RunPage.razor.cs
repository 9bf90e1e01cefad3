using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>One run: what came of it, its curves, what was frozen, and everything else in tabs. Live while it trains.</summary>
public sealed partial class RunPage : IDisposable
{
    private static readonly (string Key, string Title)[] Tabs = [("evaluation", "Evaluation"), ("try", "Try it"), ("log", "Log"), ("settings", "Settings"), ("files", "Files")];
    private RunId run;
    private RunDetails? details;
    private RunCurves? curves;
    private IReadOnlyList<RunCurves> folds = [];
    private ChartOptions? loss, accuracy;
    private RunSubscription? live;
    private bool missing;

    // Written by the feed's thread, read by the page's.
    private volatile ProgressEvent? newest;
    private volatile bool stale;

    [Inject] private ISender Sender { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private LiveRuns Live { get; set; } = default!;

    [Parameter] public string Id { get; set; } = "";
    [SupplyParameterFromQuery(Name = "tab")] private string? Tab { get; set; }
    [SupplyParameterFromQuery(Name = "cell")] private string? Cell { get; set; }

    private string Current => Tabs.Any(t => t.Key == Tab) ? Tab! : details is { HasEvaluation: false } ? "log" : "evaluation";

    private string Kept => details!.Row switch
    {
        { Status: RunStatus.Queued } => "",
        { EpochsDone: 0 } => "Nothing was trained yet; the settings are kept.",
        { BestEpoch: { } best } => $"Everything up to epoch {details.Row.EpochsDone} is kept; the best is epoch {best + 1}.",
        _ => $"The history of {Format.Count(details.Row.EpochsDone, "epoch")} is kept.",
    };

    private string? LossNote => Ends(curves?.ValLoss, Format.Number);

    private string? AccuracyNote => Ends(curves?.ValAccuracy, Format.Percent);

    protected override async Task OnParametersSetAsync()
    {
        if (!Guid.TryParse(Id, out var guid))
        {
            missing = true;
            return;
        }
        if (run == new RunId(guid) && details is not null) return;
        run = new(guid);
        details = null;
        live?.Dispose();
        live = Live.Follow(run, OnNotice, Redraw);
        await Load();
    }

    public void Dispose() => live?.Dispose();

    private string? Ends(IReadOnlyList<double?>? validation, Func<double?, string> say) => details!.Spec.CrossValidation is null ? EndsIn(validation, say) : "validation, a line a fold";

    private static string? EndsIn(IReadOnlyList<double?>? validation, Func<double?, string> say) =>
        validation is { Count: > 0 } ? $"validation {say(validation[^1])} after {Format.Count(validation.Count, "epoch")}" : null;

    private void OnNotice(RunNotice notice)
    {
        foreach (var e in notice.Events)
        {
            if (e is ProgressEvent progress) newest = progress;
            else stale = true;
        }
        if (notice.Events.Count == 0) stale = true;
    }

    private Task Redraw() => InvokeAsync(async () =>
    {
        if (stale)
        {
            stale = false;
            await Load();
        }
        else if (newest is { } progress && details is not null)
        {
            details = details with { LastProgress = progress, Row = details.Row.With(progress) };
        }
        StateHasChanged();
    });

    private async Task Reload()
    {
        await Load();
        StateHasChanged();
    }

    private async Task Load()
    {
        var asked = run;
        var answer = await Sender.Send(new GetRun(asked));
        var history = answer is null ? null : await Sender.Send(new GetRunCurves(asked));
        if (asked != run) return;
        (details, curves, missing) = (answer, history, answer is null);
        if (answer is null) return;
        var shown = history ?? new RunCurves(asked, answer.Row.Number, answer.Row.Name, [], [], [], [], [], [], [], [], [], null, [], 0);
        folds = answer.Spec.CrossValidation is null ? [] : FoldEpochs.Apart(shown, answer.Spec);
        (loss, accuracy) = answer.Spec is { CrossValidation: not null, TotalEpochs: var perFold }
            ? (FoldCharts.Loss(folds, perFold), FoldCharts.Accuracy(folds, perFold))
            : (RunCharts.Loss(shown, answer.Ledger, answer.Row.TotalEpochs), RunCharts.Accuracy(shown, answer.Ledger, answer.Row.TotalEpochs));
    }
}
