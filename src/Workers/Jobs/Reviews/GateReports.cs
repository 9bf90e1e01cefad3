using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Workers.Jobs.Models;

namespace MlOpsDashboard.Workers.Jobs.Reviews;

/// <summary>Makes the report of what a gate's child answered.</summary>
public sealed class GateReports(GateInputs inputs, EvaluationReader evaluations, ParityCheck parity)
{
    private const int MostLeaks = 100,
        MostChanged = 60,
        Draws = 500;

    /// <summary>Refused where no example of the holdout is left that neither version saw.</summary>
    public async Task<Outcome<GateReport>> OfAsync(KnownReview review, string folder, GateAnswer answer, CancellationToken cancellationToken)
    {
        var (candidate, incumbent) = await inputs.VersionsAsync(review, review.Incumbent, cancellationToken);
        var (data, manifest) = await inputs.DataAsync(candidate.Contents.DatasetVersion, cancellationToken);
        var held = manifest.Where(part => part == DatasetPart.Test);
        var leaked = answer.Leaks.Select(leak => leak.Held).ToHashSet(StringComparer.Ordinal);
        if (leaked.Count >= held.Entries.Count)
            return Outcome<GateReport>.Refused(
                new Refusal(
                    RefusalKind.Conflict,
                    "review.holdout.seen",
                    ("held", held.Entries.Count),
                    ("named", string.Join(", ", leaked.Order(StringComparer.Ordinal).Take(5)))
                )
            );
        var one = Judged(GateInputs.PredictionsOf(folder, Leak.Candidate), candidate, answer.Candidate, leaked);
        if (one.Report is null)
            return Outcome<GateReport>.Refused(one.Fault ?? new Refusal("evaluation.bare"));
        var other =
            incumbent is null || answer.Incumbent?.Fault is not null
                ? null
                : Judged(GateInputs.PredictionsOf(folder, Leak.Incumbent), incumbent, answer.Incumbent!, leaked);
        var paired = other is null ? null : RunComparisonMath.Pair(other, one);
        var specs = new[] { incumbent, candidate }.Select(version => version is null ? null : TrainingSpecJson.Parse(version.Contents.SpecJson).Value).ToList();
        var (otherData, changes) = await DataDifferenceAsync(candidate, incumbent, manifest, cancellationToken);
        var primary = Primary(one.Task);
        var media = held.Entries.ToDictionary(entry => entry.Path, entry => entry.MediaKey, StringComparer.Ordinal);
        return new GateReport(
            one.Task,
            primary,
            data.Name,
            data.Number,
            data.ManifestHash,
            held.Entries.Count,
            await SideAsync(candidate, one, answer.Candidate, cancellationToken) with
            {
                Parity = await ParityAsync(candidate, manifest, cancellationToken),
            },
            incumbent is null
                ? null
                : await SideAsync(incumbent, other, answer.Incumbent!, cancellationToken) with
                {
                    Fault = Fault(one, other, paired, answer),
                },
            paired,
            paired is null ? [] : Classes(held, other!, one),
            [.. answer.Leaks.Take(MostLeaks)],
            leaked.Count,
            paired is null
                ? []
                :
                [
                    .. RunComparisonMath
                        .ChangedSides(other!, one, media, MostChanged / 2)
                        .Select(change => new ChangedAnswer(
                            change.File,
                            change.Sha256,
                            change.Actual,
                            change.BaselinePredicted,
                            change.OtherPredicted,
                            change.NowRight
                        )),
                ]
        )
        {
            Input = manifest.Input,
            Settings = specs is [{ } before, { } after] ? [.. SpecSettings.Compare([before, after]).Where(setting => setting.Differs)] : [],
            OtherData = otherData,
            Data = changes,
        };
    }

    private static MetricSpec Primary(string task)
    {
        var card = TaskCards.Find(task)!;
        var name = MetricNames.Training(card.PrimaryMetric);
        return card.Metrics.Concat(card.OfWholeSet).FirstOrDefault(metric => metric.Name == name) ?? MetricSpec.ByName(name);
    }

    // Of the examples that neither version saw.
    private static StoredEvaluation Judged(string file, StoredModelVersion version, GateMeasure measure, HashSet<string> leaked)
    {
        var all = PredictionsFile.Read(file);
        var (task, decoding) = (measure.Task ?? "", PipelineOutputs.Of(version.Contents.PreprocessingJson).Decoding);
        return StoredEvaluation.Of(task, [], all with { Rows = [.. all.Rows.Where(row => !leaked.Contains(row.Name))] }, decoding);
    }

    private static Refusal? Fault(StoredEvaluation candidate, StoredEvaluation? incumbent, PairedComparison? paired, GateAnswer answer) =>
        answer.Incumbent?.Fault is { } fault ? fault
        : incumbent is null || paired is not null ? null
        : incumbent.Task != candidate.Task ? new("review.incumbent.task", ("expected", candidate.Task), ("received", incumbent.Task))
        : incumbent.Predictions is { } b && candidate.Predictions is { } a && !a.Names.SequenceEqual(b.Names)
            ? new("review.incumbent.names", ("expected", string.Join(", ", a.Names)), ("received", string.Join(", ", b.Names)))
        : incumbent.Fault ?? new Refusal("review.incumbent.unpaired");

    private async Task<GateSide> SideAsync(StoredModelVersion version, StoredEvaluation? judged, GateMeasure measure, CancellationToken cancellationToken)
    {
        var rows = judged?.Predictions?.Rows.Count ?? 0;
        var report = judged?.Report;
        return new(
            version.Number,
            version.Contents.Artifact,
            version.Contents.Bytes,
            rows,
            report?.Over() ?? new Dictionary<string, double?>(),
            report is null ? new Dictionary<string, Interval?>() : await Task.Run(() => Bootstrap.Intervals(report, rows, Draws), cancellationToken),
            (double?)report?.Summary["calibration"]?["expectedCalibrationError"],
            measure.Milliseconds
        )
        {
            Weights = await inputs.WeightsAsync(version, cancellationToken),
        };
    }

    // Of each name: the examples that have it.
    private static IReadOnlyList<ClassChange> Classes(DatasetManifest held, StoredEvaluation before, StoredEvaluation after)
    {
        var (rowsBefore, rowsAfter) = (RowOf(before), RowOf(after));
        var changes = new List<ClassChange>();
        foreach (var name in held.TellsNamesApart ? held.ClassNames : [])
        {
            var scores = held
                .Entries.Where(entry => rowsAfter.ContainsKey(entry.Path) && held.NamesOf(entry).Contains(name))
                .Select(entry => (Before: before.Report!.Score(rowsBefore[entry.Path])!.Value, After: after.Report!.Score(rowsAfter[entry.Path])!.Value))
                .ToList();
            if (scores.Count == 0)
                continue;
            var areRightOrWrong = scores.TrueForAll(score => score is (0 or 1, 0 or 1));
            double[] differences = [.. scores.Select(score => score.After - score.Before)];
            changes.Add(
                new(
                    name,
                    scores.Count,
                    scores.Average(score => score.Before),
                    scores.Average(score => score.After),
                    areRightOrWrong
                        ? ComparisonStatistics.PairedDifference(differences.Count(d => d < 0), differences.Count(d => d > 0), scores.Count)
                        : Bootstrap.OfMean(differences, Draws)
                )
            );
        }
        return changes;
    }

    private static Dictionary<string, int> RowOf(StoredEvaluation evaluation) =>
        evaluation.Predictions!.Rows.Select((row, i) => (row.Name, i)).ToDictionary(row => row.Name, row => row.i, StringComparer.Ordinal);

    private async Task<(string? Other, IReadOnlyList<ChangeCount> Changes)> DataDifferenceAsync(
        StoredModelVersion candidate,
        StoredModelVersion? incumbent,
        DatasetManifest manifest,
        CancellationToken cancellationToken
    )
    {
        if (incumbent is null || incumbent.Contents.DatasetVersion == candidate.Contents.DatasetVersion)
            return (null, []);
        var (version, before) = await inputs.DataAsync(incumbent.Contents.DatasetVersion, cancellationToken);
        return ($"{version.Name} v{version.Number}", ManifestDifference.Between(before, manifest).Counts);
    }

    private async Task<GateParity> ParityAsync(StoredModelVersion version, DatasetManifest manifest, CancellationToken cancellationToken)
    {
        var contents = version.Contents;
        if (await evaluations.ReadAsync(contents.EvaluationJson, contents.PreprocessingJson, cancellationToken) is not { } evaluation)
            return new(0, 0, ParityCheck.Tolerance, new Refusal("evaluation.bare"));
        var found = await parity.RunAsync(
            contents.Artifact,
            contents.PreprocessingJson,
            evaluation,
            manifest,
            cancellationToken,
            TrainingSpecJson.Parse(contents.SpecJson).Value?.Backbone.Name
        );
        return found.Value is { } equal ? new(equal.Pictures, equal.LargestDifference, equal.Tolerance, null) : new(0, 0, ParityCheck.Tolerance, found.Reason);
    }
}
