using System.Globalization;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;

namespace MlOpsDashboard.Registry.Models.Cards;

/// <summary>What the registry knows of a version, as the sentences of its card.</summary>
/// <param name="Data">Null where the dataset version is gone.</param>
/// <param name="Source">Where the dataset version came from.</param>
/// <param name="Gate">The newest report of a review of this version, with when; null where no gate judged it.</param>
/// <param name="Repeated">The newest certificate that says something; null where there is none.</param>
internal sealed record ModelCardFacts(
    ModelVersionDetails Details,
    StoredDatasetVersion? Data,
    Refusal? Source,
    ImportReport? Import,
    Refusal? Weights,
    (GateReport Report, DateTimeOffset At)? Gate,
    (RerunReport Report, DateTimeOffset At)? Repeated,
    IReadOnlyList<CardClass> Classes
)
{
    /// <summary>A name with fewer examples is named among the limits.</summary>
    public const int FewExamples = 20;

    /// <summary>A name with a lower mean score is named among the limits.</summary>
    public const double WeakScore = 0.5;

    private const int MostNames = 30;

    private GateSide? Held => Gate?.Report.Candidate;

    public IEnumerable<Refusal> Of(CardSection section) =>
        section switch
        {
            CardSection.What => What(),
            CardSection.Data => OfData(),
            CardSection.Metrics => Metrics(),
            CardSection.Limits => Limits(),
            _ => [],
        };

    /// <summary>The names that a dataset's manifest tells apart, with how often they were seen and how well they are told.</summary>
    public static IReadOnlyList<CardClass> ClassesOf(DatasetManifest manifest, StoredEvaluation? evaluation)
    {
        if (!manifest.TellsNamesApart)
            return [];
        var seen = manifest.Entries.Where(entry => DatasetPart.IsForTraining(entry.Part)).SelectMany(manifest.NamesOf).CountBy(name => name).ToDictionary();
        var entries = manifest.Entries.DistinctBy(entry => entry.Path, StringComparer.Ordinal).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var scores = new Dictionary<string, (int Count, double Sum)>(StringComparer.Ordinal);
        if (evaluation?.Report is { } report)
            foreach (var (i, row) in evaluation.Predictions!.Rows.Index())
                if (entries.TryGetValue(row.Name, out var entry) && report.Score(i) is { } score)
                    foreach (var name in manifest.NamesOf(entry).Distinct())
                    {
                        var (count, sum) = scores.GetValueOrDefault(name);
                        scores[name] = (count + 1, sum + score);
                    }
        return
        [
            .. manifest.ClassNames.Select(name =>
            {
                var (count, sum) = scores.GetValueOrDefault(name);
                return new CardClass(name, seen.GetValueOrDefault(name), count, count == 0 ? null : sum / count);
            }),
        ];
    }

    private IEnumerable<Refusal> What()
    {
        var version = Details.Version;
        yield return new("card.what", ("model", Details.ModelName), ("version", $"{version.Number}"), ("strategy", Details.StrategyInWords));
        if (Details.ClassNames.Count > 0)
            yield return new("card.answers", ("count", Details.ClassNames.Count), ("names", Names(Details.ClassNames)));
        yield return new(
            "card.run",
            ("run", $"{version.RunNumber}"),
            ("date", Date(version.CreatedAt)),
            ("dataset", version.Dataset),
            ("data", $"{version.DatasetNumber}")
        );
        if (Weights is { } weights)
            yield return new("card.weights", ("weights", weights));
        if (Details.Parity.Length > 0)
            yield return new("card.parity", ("parity", Details.Parity));
        yield return new("card.file", ("bytes", version.Bytes), ("hash", version.Artifact));
        yield return new("card.engine", ("engine", Details.EngineVersion));
    }

    private IEnumerable<Refusal> OfData()
    {
        if (Data is null)
        {
            yield return new("card.limit.manifest");
            yield break;
        }
        yield return new(
            "card.data.size",
            ("count", Data.Pictures),
            ("dataset", Data.Name),
            ("number", $"{Data.Number}"),
            ("hash", Data.ManifestHash),
            ("source", Source ?? Refusal.OfSentence(""))
        );
        if (Data.Parts is { Validation: > 0 } parts)
            yield return new("card.data.parts", ("training", parts.Training), ("validation", parts.Validation), ("test", parts.Test));
        else if (Details.Spec.CrossValidation is null)
            yield return new(
                "card.data.split",
                ("validation", SplitCounts.Of(Data.Pictures, Data.Parts, Details.Spec.Data.ValidationSplit).Validation),
                ("seed", $"{Details.Spec.Data.Seed}")
            );
        if (Data.Parts is { Test: > 0 and var test })
            yield return new("card.data.sealed", ("test", test));
        if (Data.Attribution is { Length: > 0 } attribution)
            yield return new("card.data.attribution", ("attribution", attribution));
        foreach (var warning in Import?.Warnings ?? [])
            yield return warning.Reason ?? Refusal.OfSentence(warning.Words);
    }

    private IEnumerable<Refusal> Metrics()
    {
        var version = Details.Version;
        foreach (var name in version.Metrics.Names.Where(MetricNames.IsValidation).Prepend(version.Primary.Name).Distinct())
            if (version.Metrics[name] is { } value)
                yield return new("card.metric", ("metric", MetricNames.Training(name)), ("value", Number(value)));
        if (Gate is { } gate && Held is { Fault: null } held)
        {
            foreach (var (name, value) in held.Metrics)
                if (value is not null)
                    yield return held.Intervals.GetValueOrDefault(name) is { } interval
                        ? new(
                            "card.holdout",
                            ("metric", name),
                            ("value", Number(value)),
                            ("rows", held.Rows),
                            ("low", Number(interval.Low)),
                            ("high", Number(interval.High)),
                            ("date", Date(gate.At))
                        )
                        : new("card.holdout.bare", ("metric", name), ("value", Number(value)), ("rows", held.Rows), ("date", Date(gate.At)));
            if (held.CalibrationError is { } error)
                yield return new("card.calibration", ("value", Number(error)));
            if (held.Milliseconds is { } milliseconds)
                yield return new("card.latency", ("milliseconds", milliseconds.ToString("0.#", CultureInfo.InvariantCulture)));
        }
        if (Repeated is { } repeated)
            yield return new("card.repeated", ("date", Date(repeated.At)), ("said", repeated.Report.Said));
    }

    private IEnumerable<Refusal> Limits()
    {
        if (Classes.Count > 0)
            yield return new("card.limit.names");
        if (Held is not { Fault: null })
            yield return new("card.limit.holdout");
        else if (Gate!.Value.Report.LeakCount is > 0 and var leaks)
            yield return new("card.limit.leaks", ("count", leaks));
        if (NamesOf(one => one.Seen < FewExamples) is { } few)
            yield return new("card.limit.few", ("least", FewExamples), ("names", few));
        if (NamesOf(one => one.Score < WeakScore) is { } weak)
            yield return new("card.limit.weak", ("least", Number(WeakScore)), ("names", weak));
        if (Classes.Any(one => one.Judged > 0) && NamesOf(one => one.Judged == 0) is { } unjudged)
            yield return new("card.limit.unjudged", ("names", unjudged));
        if (Details.CustomModel is null && BackboneWeights.IsLicenseUnknown(Details.Spec))
            yield return new("card.limit.licence");
        if (Data is not null && string.IsNullOrEmpty(Data.Attribution))
            yield return new("card.limit.attribution");
        if (Data is null)
            yield return new("card.limit.manifest");
    }

    private string? NamesOf(Func<CardClass, bool> which) => Classes.Where(which).Select(one => one.Name).ToList() is { Count: > 0 } names ? Names(names) : null;

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", ..." : "");

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
