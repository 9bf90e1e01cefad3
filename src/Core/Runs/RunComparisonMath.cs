using System.Globalization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run as comparisons see it.</summary>
/// <param name="Primary">The metric that it is judged by.</param>
/// <param name="Value">Of <paramref name="Primary"/>; null where it was not measured.</param>
/// <param name="Evaluation">Null where it was not evaluated or is not needed.</param>
public sealed record ComparedRun(int Number, TrainingSpec Spec, string Backbone, string Strategy, MetricSpec Primary, double? Value, StoredEvaluation? Evaluation);

/// <summary>Comparing runs. Pure, and the same each time: intervals are closed forms, nothing is drawn.</summary>
public static class RunComparisonMath
{
    /// <summary>Both judged on the same pictures, picture by picture. Null where they were not, or their task has no score of a picture.</summary>
    public static PairedComparison? Pair(StoredEvaluation baseline, StoredEvaluation other) =>
        baseline.Task == other.Task && baseline is { Predictions: { } a, Report: { } reportA } && other is { Predictions: { } b, Report: { } reportB }
            ? PairedComparison.Of(a, reportA, b, reportB) : null;

    /// <summary>
    /// Pictures on which one of the two is better, those on which the other is first. Where pictures are right or wrong, those that changed sides, the surest first; else the largest differences first.
    /// Empty where <see cref="Pair"/> is null.
    /// </summary>
    /// <param name="pictureOf">Path to SHA-256, for thumbnails.</param>
    /// <param name="most">How many at most each way; null for all.</param>
    public static IReadOnlyList<ChangedPicture> ChangedSides(StoredEvaluation baseline, StoredEvaluation other, IReadOnlyDictionary<string, string> pictureOf, int? most = null)
    {
        if (Pair(baseline, other) is null) return [];
        var (a, b, reportA, reportB) = (baseline.Predictions!.Rows, other.Predictions!.Rows, baseline.Report!, other.Report!);
        var rowOf = b.Select((row, i) => (row.Name, i)).ToDictionary(r => r.Name, r => r.i, StringComparer.Ordinal);
        var changed = a.Select((row, i) => (A: i, B: rowOf[row.Name])).Select(r => (r.A, r.B, Gain: reportB.Score(r.B)!.Value - reportA.Score(r.A)!.Value)).Where(r => r.Gain != 0)
            .Select(r => (r.Gain, File: b[r.B].Name, Was: reportA.Words(r.A), Is: reportB.Words(r.B)))
            .OrderByDescending(r => Math.Abs(r.Gain)).ThenByDescending(r => r.Is?.Confidence ?? 0).ThenBy(r => r.File, StringComparer.Ordinal)
            .Select(r => new ChangedPicture(r.File, pictureOf.GetValueOrDefault(r.File), r.Is?.Actual ?? "", r.Was?.Predicted ?? "", r.Is?.Predicted ?? "", r.Gain > 0)).ToList();
        return [.. changed.Where(c => c.NowRight).Take(most ?? int.MaxValue), .. changed.Where(c => !c.NowRight).Take(most ?? int.MaxValue)];
    }

    /// <summary>A metric over runs, with deltas to the baseline and the best.</summary>
    /// <param name="name">For people.</param>
    public static ComparedMetric Metric(string name, string? unit, Direction? better, IReadOnlyList<double?> values, int baseline)
    {
        var deltas = values.Select((v, i) => i == baseline ? null : v - values[baseline]).ToList();
        var measured = values.OfType<double>().ToList();
        // One value, or all the same: nothing is best.
        int? best = better is null || measured.Distinct().Count() < 2 ? null : values.ToList().IndexOf(better == Direction.Larger ? measured.Max() : measured.Min());
        return new(name, unit, better, values, deltas, best);
    }

    /// <summary>Backbone by strategy: mean and standard deviation of what the runs are judged by.</summary>
    public static IReadOnlyList<GridCell> Grid(IEnumerable<ComparedRun> runs) =>
    [
        .. runs.GroupBy(r => (r.Backbone, r.Strategy, r.Primary)).OrderBy(g => g.Key.Backbone, StringComparer.Ordinal).ThenBy(g => g.Key.Strategy, StringComparer.Ordinal).Select(g =>
        {
            var values = g.Select(r => r.Value).OfType<double>().ToList();
            return new GridCell(g.Key.Backbone, g.Key.Strategy, g.Key.Primary, g.Count(), values.Count == 0 ? null : values.Average(), values.Count < 2 ? null : ComparisonStatistics.Spread(values).Deviation);
        }),
    ];

    /// <summary>The comparison in a sentence: seeds against seeds where the runs are two setups over the same seeds, two runs picture by picture, or who leads.</summary>
    public static string Headline(IReadOnlyList<ComparedRun> runs, int baseline) =>
        runs.Select(r => r.Primary.Name).Distinct().Count() > 1
            ? Text($"These {runs.Count} runs are judged by different metrics ({string.Join(", ", runs.Select(r => r.Primary.Name).Distinct())}), so that none leads.")
            : Seeds(runs, baseline) ?? (runs.Count == 2 ? Two(runs[baseline], runs[1 - baseline]) : Many(runs, baseline));

    private static string? Seeds(IReadOnlyList<ComparedRun> runs, int baseline)
    {
        if (runs.Count < 4 || runs.Any(r => r.Value is null)) return null;
        var groups = runs.GroupBy(r => TrainingSpecJson.WriteComplete(r.Spec with { Seed = 0 })).Select(g => g.OrderBy(r => r.Spec.Seed).ToList()).ToList();
        if (groups.Count != 2 || !groups[0].Select(r => r.Spec.Seed).SequenceEqual(groups[1].Select(r => r.Spec.Seed)) || groups[0].Select(r => r.Spec.Seed).Distinct().Count() != groups[0].Count) return null;
        var (own, others) = groups[0].Contains(runs[baseline]) ? (groups[0], groups[1]) : (groups[1], groups[0]);
        var test = ComparisonStatistics.PairedT([.. others.Select(r => r.Value!.Value)], [.. own.Select(r => r.Value!.Value)]);
        var metric = runs[baseline].Primary;
        var chance = test.P < 0.05 || test.P is null ? "" : ", which may be chance";
        return Text($"Over {own.Count} seeds, {Names(others)} reach {Spread(metric, test.MeanA, test.DeviationA)} and {Names(own)} {Spread(metric, test.MeanB, test.DeviationB)}: {Signed(metric, test.Difference)}{(metric.IsShare ? " points" : "")}{chance} (95 % interval {Signed(metric, test.Low)} to {Signed(metric, test.High)}).");
    }

    private static string Spread(MetricSpec metric, double mean, double deviation) => metric.IsShare
        ? Text($"{mean * 100:0.0} ± {deviation * 100:0.0} %") : $"{metric.Name} {MetricWords.Number(mean)} ± {MetricWords.Number(deviation)}{(metric.Unit is { } unit ? " " + unit : "")}";

    private static string Two(ComparedRun a, ComparedRun b)
    {
        if (a.Value is not { } valueA || b.Value is not { } valueB) return Text($"{Missing(a, b)} has no {MetricWords.Plain(a.Primary.Name)}, so there is nothing to compare yet.");
        var paired = a.Evaluation is { } ea && b.Evaluation is { } eb ? Pair(ea, eb) : null;
        if (paired is null)
        {
            var difference = valueB - valueA;
            if (!a.Primary.IsShare) return Leads(a, b, difference) + ".";
            return Text($"{Leads(a, b, difference)}; the two were not judged on the same pictures{Unpaired(a.Evaluation, b.Evaluation, difference)}.");
        }
        if (paired.P is null) return Text($"{Leads(a, b, valueB - valueA)}; picture by picture it is {(BLeads(a.Primary, valueB - valueA) ? Better(paired.BetterB, paired.BetterA) : Better(paired.BetterA, paired.BetterB))} of {paired.Rows}{(paired.Interval.Low > 0 || paired.Interval.High < 0 ? "" : ", which may be chance")}.");
        var (lead, low, high) = paired.Difference < 0 ? (a, -paired.Interval.High, -paired.Interval.Low) : (b, paired.Interval.Low, paired.Interval.High);
        var other = lead == a ? b : a;
        var changed = paired.BetterA + paired.BetterB;
        var pictures = changed == 1 ? "1 picture" : Text($"{changed} pictures");
        if (paired.Difference == 0) return Text($"Run {a.Number} and run {b.Number} get equally many of {paired.Rows} pictures right; {pictures} changed sides.");
        var interval = Text($"95 % interval {Signed(low)} to {Signed(high)}");
        return paired.P < 0.05
            ? Text($"Run {lead.Number} beats run {other.Number} by {Points(Math.Abs(paired.Difference))} ({interval}); {pictures} changed sides.")
            : Text($"Run {lead.Number} is ahead of run {other.Number} by {Points(Math.Abs(paired.Difference))}, which may be chance ({interval}); {pictures} changed sides.");
    }

    private static string Better(int better, int worse) => Text($"better on {better} and worse on {worse}");

    // Of shares of right pictures alone: what another share is a mean of is not known here.
    private static string Unpaired(StoredEvaluation? a, StoredEvaluation? b, double difference)
    {
        if (Right(a) is not { } rightA || Right(b) is not { } rightB) return "";
        var interval = ComparisonStatistics.UnpairedDifference(rightA.Right, rightA.Rows, rightB.Right, rightB.Rows);
        return difference < 0 ? Text($" (95 % interval {Signed(-interval.High)} to {Signed(-interval.Low)})") : Text($" (95 % interval {Signed(interval.Low)} to {Signed(interval.High)})");
    }

    private static (int Right, int Rows)? Right(StoredEvaluation? evaluation)
    {
        if (evaluation is not { Predictions.Rows: { Count: > 0 } rows, Report: { } report }) return null;
        var scores = Enumerable.Range(0, rows.Count).Select(report.Score).ToList();
        return scores.TrueForAll(s => s is 0 or 1) ? (scores.Count(s => s == 1), rows.Count) : null;
    }

    private static string Many(IReadOnlyList<ComparedRun> runs, int baseline)
    {
        var metric = runs[baseline].Primary;
        var measured = runs.Where(r => r.Value is not null).ToList();
        if (measured.Count == 0) return Text($"None of these {runs.Count} runs has a {MetricWords.Plain(metric.Name)} yet.");
        var best = metric.Better == Direction.Smaller ? measured.MinBy(r => r.Value)! : measured.MaxBy(r => r.Value)!;
        var lead = Text($"Run {best.Number} leads {runs.Count} runs: {MetricWords.Phrase(metric, best.Value!.Value)}");
        if (best == runs[baseline] || runs[baseline].Value is not { } value) return lead + ".";
        return Text($"{lead}, {MetricWords.Difference(metric, best.Value.Value - value)} {(metric.Better == Direction.Smaller ? "below" : "above")} run {runs[baseline].Number}.");
    }

    private static string Leads(ComparedRun a, ComparedRun b, double difference) =>
        difference == 0 ? Text($"Run {a.Number} and run {b.Number} are equally {(a.Primary.IsShare ? "right" : "good")}")
        : Text($"Run {(BLeads(a.Primary, difference) ? b : a).Number} is ahead of run {(BLeads(a.Primary, difference) ? a : b).Number} by {MetricWords.Difference(a.Primary, difference)}{(a.Primary.IsShare ? "" : $" of {a.Primary.Name}")}");

    private static bool BLeads(MetricSpec metric, double difference) => metric.Better == Direction.Smaller ? difference < 0 : difference > 0;

    private static string Missing(ComparedRun a, ComparedRun b) => Text($"Run {(a.Value is null ? a : b).Number}");

    private static string Names(List<ComparedRun> runs) => "runs " + string.Join(", ", runs.Select(r => r.Number).Order());

    private static string Points(double share) => Text($"{share * 100:0.0} points");

    private static string Signed(MetricSpec metric, double difference) => metric.IsShare ? Signed(difference) : (difference < 0 ? "-" : "") + MetricWords.Number(Math.Abs(difference));

    private static string Signed(double share) => (share * 100).ToString("0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
