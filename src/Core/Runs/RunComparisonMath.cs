using System.Globalization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Comparing runs. Pure, and the same each time: intervals are closed forms, nothing is drawn.</summary>
public static class RunComparisonMath
{
    private static readonly TextResource Texts = new(typeof(RunComparisonMath));

    /// <summary>Both judged on the same pictures, picture by picture. Null where they were not, or their task has no score of a picture.</summary>
    public static PairedComparison? Pair(StoredEvaluation baseline, StoredEvaluation other) =>
        baseline.Task == other.Task && baseline is { Predictions: { } a, Report: { } reportA } && other is { Predictions: { } b, Report: { } reportB }
            ? PairedComparison.Of(a, reportA, b, reportB)
            : null;

    /// <summary>
    /// Pictures on which one of the two is better, those on which the other is first. Where pictures are right or wrong, those that changed sides, the surest
    /// first; else the largest differences first.
    /// Empty where <see cref="Pair"/> is null.
    /// </summary>
    /// <param name="pictureOf">Path to SHA-256, for thumbnails.</param>
    /// <param name="most">How many at most each way; null for all.</param>
    public static IReadOnlyList<ChangedPicture> ChangedSides(
        StoredEvaluation baseline,
        StoredEvaluation other,
        IReadOnlyDictionary<string, string> pictureOf,
        int? most = null
    )
    {
        if (Pair(baseline, other) is null)
            return [];
        var (a, b, reportA, reportB) = (baseline.Predictions!.Rows, other.Predictions!.Rows, baseline.Report!, other.Report!);
        var rowOf = b.Select((row, i) => (row.Name, i)).ToDictionary(r => r.Name, r => r.i, StringComparer.Ordinal);
        var changed = a.Select((row, i) => (A: i, B: rowOf[row.Name]))
            .Select(r => (r.A, r.B, Gain: reportB.Score(r.B)!.Value - reportA.Score(r.A)!.Value))
            .Where(r => r.Gain != 0)
            .Select(r => (r.Gain, File: b[r.B].Name, Was: reportA.Words(r.A), Is: reportB.Words(r.B)))
            .OrderByDescending(r => Math.Abs(r.Gain))
            .ThenByDescending(r => r.Is?.Confidence ?? 0)
            .ThenBy(r => r.File, StringComparer.Ordinal)
            .Select(r => new ChangedPicture(
                r.File,
                pictureOf.GetValueOrDefault(r.File),
                r.Is?.Actual ?? "",
                r.Was?.Predicted ?? "",
                r.Is?.Predicted ?? "",
                r.Gain > 0
            ))
            .ToList();
        return [.. changed.Where(c => c.NowRight).Take(most ?? int.MaxValue), .. changed.Where(c => !c.NowRight).Take(most ?? int.MaxValue)];
    }

    /// <summary>A metric over runs, with deltas to the baseline and the best.</summary>
    /// <param name="name">For people.</param>
    public static ComparedMetric Metric(string name, string? unit, Direction? better, IReadOnlyList<double?> values, int baseline)
    {
        var deltas = values.Select((v, i) => i == baseline ? null : v - values[baseline]).ToList();
        var measured = values.OfType<double>().ToList();
        // One value, or all the same: nothing is best.
        int? best =
            better is null || measured.Distinct().Count() < 2 ? null : values.ToList().IndexOf(better == Direction.Larger ? measured.Max() : measured.Min());
        return new(name, unit, better, values, deltas, best);
    }

    /// <summary>Backbone by strategy: mean and standard deviation of what the runs are judged by.</summary>
    public static IReadOnlyList<GridCell> Grid(IEnumerable<ComparedRun> runs) =>
        [
            .. runs.GroupBy(r => (r.Backbone, r.Strategy, r.Primary))
                .OrderBy(g => g.Key.Backbone, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Strategy, StringComparer.Ordinal)
                .Select(g =>
                {
                    var values = g.Select(r => r.Value).OfType<double>().ToList();
                    return new GridCell(
                        g.Key.Backbone,
                        g.Key.Strategy,
                        g.Key.Primary,
                        g.Count(),
                        values.Count == 0 ? null : values.Average(),
                        values.Count < 2 ? null : ComparisonStatistics.Spread(values).Deviation
                    );
                }),
        ];

    /// <summary>The comparison in a sentence: seeds against seeds where the runs are two setups over the same seeds, two runs picture by picture, or who
    /// leads.</summary>
    public static string Headline(IReadOnlyList<ComparedRun> runs, int baseline) =>
        runs.Select(r => r.Primary.Name).Distinct().Count() > 1
            ? Texts["DifferentMetrics", runs.Count, string.Join(", ", runs.Select(r => r.Primary.Name).Distinct())]
            : Seeds(runs, baseline) ?? (runs.Count == 2 ? Two(runs[baseline], runs[1 - baseline]) : Many(runs, baseline));

    private static string? Seeds(IReadOnlyList<ComparedRun> runs, int baseline)
    {
        if (runs.Count < 4 || runs.Any(r => r.Value is null))
            return null;
        var groups = runs.GroupBy(r => TrainingSpecJson.WriteComplete(r.Spec with { Seed = 0 })).Select(g => g.OrderBy(r => r.Spec.Seed).ToList()).ToList();
        if (
            groups.Count != 2
            || !groups[0].Select(r => r.Spec.Seed).SequenceEqual(groups[1].Select(r => r.Spec.Seed))
            || groups[0].Select(r => r.Spec.Seed).Distinct().Count() != groups[0].Count
        )
            return null;
        var (own, others) = groups[0].Contains(runs[baseline]) ? (groups[0], groups[1]) : (groups[1], groups[0]);
        var test = ComparisonStatistics.PairedT([.. others.Select(r => r.Value!.Value)], [.. own.Select(r => r.Value!.Value)]);
        var metric = runs[baseline].Primary;
        var difference = Signed(metric, test.Difference);
        return Texts[
            test.P < 0.05 || test.P is null ? "Seeds" : "SeedsChance",
            own.Count,
            Numbers(others),
            Spread(metric, test.MeanA, test.DeviationA),
            Numbers(own),
            Spread(metric, test.MeanB, test.DeviationB),
            metric.IsShare ? Texts["Points", difference] : difference,
            Signed(metric, test.Low),
            Signed(metric, test.High)
        ];
    }

    private static string Spread(MetricSpec metric, double mean, double deviation) =>
        metric.IsShare
            ? $"{Plain(mean)} ± {Plain(deviation)} %"
            : $"{metric.Name} {MetricWords.Number(mean)} ± {MetricWords.Number(deviation)}{(metric.Unit is { } unit ? " " + unit : "")}";

    private static string Two(ComparedRun a, ComparedRun b)
    {
        if (a.Value is not { } valueA || b.Value is not { } valueB)
            return Texts["NoValue", (a.Value is null ? a : b).Number, MetricWords.Plain(a.Primary.Name)];
        var paired = a.Evaluation is { } ea && b.Evaluation is { } eb ? Pair(ea, eb) : null;
        if (paired is null)
        {
            var difference = valueB - valueA;
            var leads = Leads(a, b, difference);
            return !a.Primary.IsShare ? Texts["Plain", leads]
                : Unpaired(a.Evaluation, b.Evaluation, difference) is var (from, to) ? Texts["OtherPicturesInterval", leads, from, to, Card(a).Noun(2)]
                : Texts["OtherPictures", leads, Card(a).Noun(2)];
        }
        if (paired.P is null)
        {
            var (better, worse) = BLeads(a.Primary, valueB - valueA) ? (paired.BetterB, paired.BetterA) : (paired.BetterA, paired.BetterB);
            return Texts[
                paired.Interval.Low > 0 || paired.Interval.High < 0 ? "ByPicture" : "ByPictureChance",
                Leads(a, b, valueB - valueA),
                better,
                worse,
                paired.Rows,
                Card(a).Noun(1)
            ];
        }
        var (lead, low, high) = paired.Difference < 0 ? (a, -paired.Interval.High, -paired.Interval.Low) : (b, paired.Interval.Low, paired.Interval.High);
        var changed = paired.BetterA + paired.BetterB;
        return paired.Difference == 0
            ? Texts["EquallyMany", a.Number, b.Number, Card(a).Count(paired.Rows), Card(a).Count(changed)]
            : Texts[
                paired.P < 0.05 ? "Beats" : "AheadChance",
                lead.Number,
                (lead == a ? b : a).Number,
                Texts["Points", Plain(Math.Abs(paired.Difference))],
                Signed(low),
                Signed(high),
                Card(a).Count(changed)
            ];
    }

    // Of shares of right pictures alone: what another share is a mean of is not known here.
    private static (string From, string To)? Unpaired(StoredEvaluation? a, StoredEvaluation? b, double difference)
    {
        if (Right(a) is not { } rightA || Right(b) is not { } rightB)
            return null;
        var interval = ComparisonStatistics.UnpairedDifference(rightA.Right, rightA.Rows, rightB.Right, rightB.Rows);
        return difference < 0 ? (Signed(-interval.High), Signed(-interval.Low)) : (Signed(interval.Low), Signed(interval.High));
    }

    private static (int Right, int Rows)? Right(StoredEvaluation? evaluation)
    {
        if (evaluation is not { Predictions.Rows: { Count: > 0 } rows, Report: { } report })
            return null;
        var scores = Enumerable.Range(0, rows.Count).Select(report.Score).ToList();
        return scores.TrueForAll(s => s is 0 or 1) ? (scores.Count(s => s == 1), rows.Count) : null;
    }

    private static string Many(IReadOnlyList<ComparedRun> runs, int baseline)
    {
        var versions = runs.Where(r => r.Value is not null).Select(r => r.Data).Distinct().Count();
        return versions > 1 ? Texts["OtherData", Leader(runs, baseline), versions] : Leader(runs, baseline);
    }

    private static string Leader(IReadOnlyList<ComparedRun> runs, int baseline)
    {
        var metric = runs[baseline].Primary;
        var measured = runs.Where(r => r.Value is not null).ToList();
        if (measured.Count == 0)
            return Texts["NoneMeasured", runs.Count, MetricWords.Plain(metric.Name)];
        var best = metric.Better == Direction.Smaller ? measured.MinBy(r => r.Value)! : measured.MaxBy(r => r.Value)!;
        var phrase = MetricWords.Phrase(metric, best.Value!.Value, Card(best).Name);
        if (best == runs[baseline] || runs[baseline].Value is not { } value)
            return Texts["Leads", best.Number, runs.Count, phrase];
        return Texts[
            metric.Better == Direction.Smaller ? "LeadsBelow" : "LeadsAbove",
            best.Number,
            runs.Count,
            phrase,
            MetricWords.Difference(metric, best.Value.Value - value),
            runs[baseline].Number
        ];
    }

    private static IInputCard Card(ComparedRun run) => InputCards.Of(run.Spec);

    private static string Leads(ComparedRun a, ComparedRun b, double difference)
    {
        if (difference == 0)
            return Texts[a.Primary.IsShare ? "EquallyRight" : "EquallyGood", a.Number, b.Number];
        var (lead, other) = BLeads(a.Primary, difference) ? (b, a) : (a, b);
        return Texts[a.Primary.IsShare ? "Ahead" : "AheadOf", lead.Number, other.Number, MetricWords.Difference(a.Primary, difference), a.Primary.Name];
    }

    private static bool BLeads(MetricSpec metric, double difference) => metric.Better == Direction.Smaller ? difference < 0 : difference > 0;

    private static string Numbers(List<ComparedRun> runs) => string.Join(", ", runs.Select(r => r.Number).Order());

    private static string Plain(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(MetricSpec metric, double difference) =>
        metric.IsShare ? Signed(difference) : (difference < 0 ? "-" : "") + MetricWords.Number(Math.Abs(difference));

    private static string Signed(double share) => (share * 100).ToString("0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
