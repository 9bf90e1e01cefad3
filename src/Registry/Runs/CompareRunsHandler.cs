using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class CompareRunsHandler(RegistryReader reader, TimeProvider time, PicturePaths pictures) : IRequestHandler<CompareRuns, Outcome<RunComparison>>
{
    private const int Most = 20;

    public async Task<Outcome<RunComparison>> Handle(CompareRuns request, CancellationToken cancellationToken)
    {
        var ids = request.Runs.Distinct().ToList();
        if (ids.Count is < 2 or > Most) return Outcome<RunComparison>.Refused($"Expected 2 to {Most} runs to compare; received {ids.Count}.");
        if (request.Baseline is { } chosen && !ids.Contains(chosen)) return Outcome<RunComparison>.Refused("Expected the baseline to be one of the compared runs.");
        var read = await reader.ReadAsync(context => ReadAsync(context, ids, cancellationToken), cancellationToken);
        if (read.Rows.Count != ids.Count) return Outcome<RunComparison>.Refused($"Expected runs of this registry; {ids.Count - read.Rows.Count} of {ids.Count} are unknown to it.");

        var baseline = request.Baseline is { } id ? ids.IndexOf(id) : 0;
        var compared = read.Rows.Select((row, i) => new ComparedRun(row.Number, read.Specs[row.Id].Spec, row.Backbone, row.Strategy, row.BestValAccuracy, read.Evaluations.GetValueOrDefault(row.Id))).ToList();
        IReadOnlyList<ChangedPicture> changed = [];
        if (ids.Count == 2 && compared[baseline].Evaluation is { } a && compared[1 - baseline].Evaluation is { } b)
            changed = RunComparisonMath.ChangedSides(a, b, await pictures.OfAsync(read.Rows[baseline].DatasetVersion, b, cancellationToken));
        return new RunComparison(
            RunComparisonMath.Headline(compared, baseline), ids[baseline], read.Rows, read.Curves, SpecSettings.Compare([.. compared.Select(c => c.Spec)]), Metrics(read, baseline),
            RunComparisonMath.Grid(compared), changed)
        {
            SpecFaults = [.. read.Rows.Select(row => read.Specs[row.Id].Fault).OfType<Refusal>()],
        };
    }

    private async Task<Comparison> ReadAsync(RegistryContext context, List<RunId> ids, CancellationToken cancellationToken)
    {
        var rows = await RunRows.ReadAsync(context, ids, time.GetUtcNow(), cancellationToken);
        var curves = await RunCurvesReading.ReadAsync(context, ids, cancellationToken);
        var specs = await context.Runs.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Number, r.SpecJson }).ToListAsync(cancellationToken);
        var facts = await context.RunFacts.Where(f => ids.Contains(f.RunId)).Select(f => new { f.RunId, f.MacroF1, f.CalibrationError }).ToDictionaryAsync(f => f.RunId, f => (f.MacroF1, f.CalibrationError), cancellationToken);
        // Only two runs are compared picture by picture; evaluations are heavy.
        var documents = ids.Count > 2 ? [] : await context.Documents.Where(d => ids.Contains(d.RunId) && d.Name == RunDocument.Evaluation).ToListAsync(cancellationToken);
        var evaluations = documents.Select(d => (d.RunId, EvaluationJson.Read(d.Json).Report)).Where(e => e.Report is not null).ToDictionary(e => e.RunId, e => e.Report!);
        return new(rows, curves, specs.ToDictionary(s => s.Id, s => RunReading.Spec(s.SpecJson, $"run {s.Number}")), facts, evaluations);
    }

    private static List<ComparedMetric> Metrics(Comparison read, int baseline)
    {
        var rows = read.Rows;
        ComparedMetric Of(string name, string unit, bool higher, Func<RunRow, double?> value) => RunComparisonMath.Metric(name, unit, higher, [.. rows.Select(value)], baseline);
        var curves = read.Curves.ToDictionary(c => c.Run);
        double? AtBest(RunRow row, Func<RunCurves, IReadOnlyList<double?>> metric) =>
            row.BestEpoch is { } best && curves[row.Id].Epochs.ToList().IndexOf(best) is >= 0 and var at ? metric(curves[row.Id])[at] : null;
        return
        [
            Of("Validation accuracy", "%", true, r => r.BestValAccuracy),
            Of("Validation loss", "", false, r => r.BestValLoss),
            Of("Macro F1", "%", true, r => read.Facts[r.Id].MacroF1),
            Of("Calibration error", "%", false, r => read.Facts[r.Id].CalibrationError),
            Of("Training accuracy", "%", true, r => AtBest(r, c => c.Accuracy)),
            Of("Gap to training accuracy", "%", false, r => AtBest(r, c => c.Accuracy) - r.BestValAccuracy),
            Of("Took", "s", false, r => r.Seconds),
        ];
    }

    private sealed record Comparison(
        IReadOnlyList<RunRow> Rows, IReadOnlyList<RunCurves> Curves, Dictionary<RunId, StoredSpec> Specs, Dictionary<RunId, (double? MacroF1, double? CalibrationError)> Facts,
        Dictionary<RunId, EvaluationReport> Evaluations);
}
