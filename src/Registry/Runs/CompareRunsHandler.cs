using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class CompareRunsHandler(RegistryReader reader, TimeProvider time, EvaluationReader evaluations, PicturePaths pictures)
    : IRequestHandler<CompareRuns, Outcome<RunComparison>>
{
    private static readonly TextResource Texts = new(typeof(CompareRunsHandler));

    private const int Most = 20;

    // Pictures each way: what a page can show.
    private const int MostPictures = 200;

    public async Task<Outcome<RunComparison>> Handle(CompareRuns request, CancellationToken cancellationToken)
    {
        var ids = request.Runs.Distinct().ToList();
        if (ids.Count is < 2 or > Most)
            return Outcome<RunComparison>.Refused(new Refusal("registry.compare.count", ("most", Most), ("received", $"{ids.Count}")));
        if (request.Baseline is { } chosen && !ids.Contains(chosen))
            return Outcome<RunComparison>.Refused(new Refusal("registry.compare.baseline"));
        var read = await reader.ReadAsync(context => ReadAsync(context, ids, cancellationToken), cancellationToken);
        if (read.Rows.Count != ids.Count)
            return Outcome<RunComparison>.Refused(
                new Refusal(RefusalKind.NotFound, "registry.compare.missing", ("unknown", ids.Count - read.Rows.Count), ("all", ids.Count))
            );

        var judged = new Dictionary<RunId, StoredEvaluation>();
        foreach (var (run, documents) in read.Documents)
        {
            if (
                await evaluations.ReadAsync(
                    documents.GetValueOrDefault(RunDocument.Evaluation),
                    documents.GetValueOrDefault(RunDocument.Preprocessing),
                    cancellationToken
                ) is
                { } evaluation
            )
                judged[run] = evaluation;
        }
        var baseline = request.Baseline is { } id ? ids.IndexOf(id) : 0;
        var compared = read
            .Rows.Select(
                (row, i) =>
                    new ComparedRun(
                        row.Number,
                        read.Specs[row.Id].Spec,
                        row.Backbone,
                        row.Strategy,
                        row.Measures.PrimarySpec,
                        row.PrimaryValue,
                        judged.GetValueOrDefault(row.Id)
                    )
                    {
                        Data = row.DatasetVersion,
                    }
            )
            .ToList();
        IReadOnlyList<ChangedPicture> changed = [];
        if (ids.Count == 2 && compared[baseline].Evaluation is { } a && compared[1 - baseline].Evaluation is { } b)
            changed = RunComparisonMath.ChangedSides(
                a,
                b,
                (await pictures.WithAsync(read.Rows[baseline].DatasetVersion, b, cancellationToken)).PictureOf,
                MostPictures
            );
        return new RunComparison(
            RunComparisonMath.Headline(compared, baseline),
            ids[baseline],
            read.Rows,
            read.Curves,
            SpecSettings.Compare([.. compared.Select(c => c.Spec)]),
            Metrics(read, baseline),
            RunComparisonMath.Grid(compared),
            changed
        )
        {
            Task = compared.Select(c => c.Spec.Task).Distinct().ToList() is [var task] ? task : null,
            Specs = [.. read.Rows.Select(row => read.Specs[row.Id] is { Fault: null } stored ? stored.Spec : null)],
            SpecFaults = [.. read.Rows.Select(row => read.Specs[row.Id].Fault).OfType<Refusal>()],
        };
    }

    private async Task<Comparison> ReadAsync(RegistryContext context, List<RunId> ids, CancellationToken cancellationToken)
    {
        var rows = await RunRows.ReadAsync(context, ids, time.GetUtcNow(), cancellationToken);
        var curves = await RunCurvesReading.ReadAsync(context, ids, cancellationToken);
        var specs = await context
            .Runs.Where(r => ids.Contains(r.Id))
            .Select(r => new
            {
                r.Id,
                r.Number,
                r.SpecJson,
            })
            .ToListAsync(cancellationToken);
        var facts = await context
            .RunFacts.Where(f => ids.Contains(f.RunId))
            .Select(f => new
            {
                f.RunId,
                f.MacroF1,
                f.CalibrationError,
            })
            .ToDictionaryAsync(f => f.RunId, f => (f.MacroF1, f.CalibrationError), cancellationToken);
        // Only two runs are compared picture by picture; evaluations are heavy.
        var documents =
            ids.Count > 2
                ? []
                : await context
                    .Documents.Where(d => ids.Contains(d.RunId) && (d.Name == RunDocument.Evaluation || d.Name == RunDocument.Preprocessing))
                    .ToListAsync(cancellationToken);
        return new(
            rows,
            curves,
            specs.ToDictionary(s => s.Id, s => RunReading.Spec(s.SpecJson, RunReading.OfRun(s.Number))),
            facts,
            documents.GroupBy(d => d.RunId).ToDictionary(g => g.Key, g => g.ToDictionary(d => d.Name, d => d.Json))
        );
    }

    // What each run is judged by, what else was measured on the validation data, the scores of the evaluation, the gap to training, the time.
    private static List<ComparedMetric> Metrics(Comparison read, int baseline)
    {
        var rows = read.Rows;
        var curves = read.Curves.ToDictionary(c => c.Run);
        ComparedMetric Of(string title, string? unit, Direction? better, Func<RunRow, double?> value) =>
            RunComparisonMath.Metric(title, unit, better, [.. rows.Select(value)], baseline);
        ComparedMetric At(MetricSpec spec, Func<RunRow, double?> value) => Of(MetricWords.Title(spec.Name), spec.Unit, spec.Better, value);
        var specs = rows.SelectMany(r => r.Measures.Specs).DistinctBy(s => s.Name).ToList();
        var primary = rows.Select(r => r.Measures.PrimarySpec).DistinctBy(s => s.Name).ToList();
        var training = primary
            .Select(p => (Primary: p, Spec: specs.Find(s => s.Name == MetricNames.Training(p.Name))))
            .Where(p => p.Spec is not null && p.Spec != p.Primary)
            .ToList();
        return
        [
            .. primary.Concat(specs.Where(s => MetricNames.IsValidation(s.Name))).DistinctBy(s => s.Name).Select(s => At(s, r => r.Metrics[s.Name])),
            .. new[]
            {
                Of(Texts["MacroF1"], MetricSpec.Share, Direction.Larger, r => read.Facts[r.Id].MacroF1),
                Of(Texts["CalibrationError"], MetricSpec.Share, Direction.Smaller, r => read.Facts[r.Id].CalibrationError),
            }.Where(m => m.Values.Any(v => v is not null) || primary.Contains(MetricSet.OfOlderRuns.PrimarySpec)),
            .. training.Select(t => At(t.Spec!, r => curves[r.Id].AtBest(t.Spec!.Name))),
            // How much better a run is on what it was trained on.
            .. training.Select(t =>
                Of(
                    Texts["Gap", t.Spec!.Name],
                    t.Primary.Unit,
                    Direction.Smaller,
                    r =>
                        t.Primary.Better == Direction.Smaller
                            ? r.Metrics[t.Primary.Name] - curves[r.Id].AtBest(t.Spec!.Name)
                            : curves[r.Id].AtBest(t.Spec!.Name) - r.Metrics[t.Primary.Name]
                )
            ),
            Of(Texts["Took"], MetricSpec.Seconds, Direction.Smaller, r => r.Seconds),
        ];
    }

    private sealed record Comparison(
        IReadOnlyList<RunRow> Rows,
        IReadOnlyList<RunCurves> Curves,
        Dictionary<RunId, StoredSpec> Specs,
        Dictionary<RunId, (double? MacroF1, double? CalibrationError)> Facts,
        Dictionary<RunId, Dictionary<string, string>> Documents
    );
}
