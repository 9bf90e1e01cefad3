using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>All that a run's page shows above its tabs, read and drawn up once for every page of the run.</summary>
/// <param name="Folds">Apart, where the run is cross-validated.</param>
internal sealed record RunView(RunDetails Details, RunCurves? Curves, IReadOnlyList<RunCurves> Folds, IReadOnlyList<MetricChart> Charts)
{
    /// <summary>All of the run but what each epoch moves (headline, progress, best so far): what it is equal for looks the same. The spec is left out, since a
    /// run's never changes.</summary>
    public string StableState { get; } = StableStateOf(Details);

    /// <returns>Null for a run that is not here.</returns>
    public static async Task<RunView?> ReadAsync(ISender sender, RunId run)
    {
        if (await sender.Send(new GetRun(run)) is not { } details)
            return null;
        var curves = await sender.Send(new GetRunCurves(run));
        var shown = curves ?? new RunCurves(run, details.Row.Number, details.Row.Name, [], [], [], [], [], [], null, [], 0) { Measures = details.Row.Measures };
        if (details.Spec is not { CrossValidation: not null, TotalEpochs: var perFold })
            return new(
                details,
                curves,
                [],
                RunCharts.Of(shown, details.Ledger, details.Row.TotalEpochs, details, await sender.Send(new ListCommentedEpochs(run)))
            );
        var folds = FoldEpochs.Apart(shown, details.Spec);
        return new(details, curves, folds, FoldCharts.Of(folds, details.Row.Measures, perFold));
    }

    private static string StableStateOf(RunDetails d)
    {
        var row = d.Row with { Spark = [] };
        if (row.Status.IsActive())
            row = row with { EpochsDone = 0, BestEpoch = null, Metrics = MetricValues.None, SecondsLeft = null, ImagesPerSecond = null };
        return JsonSerializer.Serialize(
            new
            {
                row,
                d.Ledger,
                d.Started,
                Warnings = d.Warnings.Select(w => w.Sentence),
                d.Files,
                d.ParentNumber,
                States = d.Row.Status.IsActive() ? [] : d.States.Select(s => s.Epochs),
                d.Attempts,
                d.RegisteredAs,
                d.HasEvaluation,
                d.HasCheckpoint,
                d.ClassNames,
                d.CustomModel,
                d.Features,
            }
        );
    }
}
