using System.Globalization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A run as comparisons see it.</summary>
/// <param name="Primary">The metric that it is judged by.</param>
/// <param name="Value">Of <paramref name="Primary"/>; null where it was not measured.</param>
/// <param name="Evaluation">Null where it was not evaluated or is not needed.</param>
public sealed record ComparedRun(int Number, TrainingSpec Spec, string Backbone, string Strategy, MetricSpec Primary, double? Value, EvaluationReport? Evaluation);

/// <summary>Two models on the same pictures.</summary>
/// <param name="Difference">Accuracy of the other minus the baseline's, 0 to 1.</param>
/// <param name="P">Exact McNemar.</param>
public sealed record PairedAccuracy(int Pictures, int OnlyBaseline, int OnlyOther, double Difference, Interval Interval, double P);

/// <summary>Comparing runs. Pure, and the same each time: intervals are closed forms, nothing is drawn.</summary>
public static class RunComparisonMath
{
    /// <summary>Both judged on the same pictures: how often each alone is right. Null where the pictures or their classes differ.</summary>
    public static PairedAccuracy? Pair(EvaluationReport baseline, EvaluationReport other)
    {
        if (Match(baseline, other) is not { } pairs) return null;
        var onlyBaseline = pairs.Count(p => Right(p.Baseline) && !Right(p.Other));
        var onlyOther = pairs.Count(p => !Right(p.Baseline) && Right(p.Other));
        return new(
            pairs.Count, onlyBaseline, onlyOther, (onlyOther - onlyBaseline) / (double)pairs.Count, ComparisonStatistics.PairedDifference(onlyBaseline, onlyOther, pairs.Count),
            ComparisonStatistics.McNemar(onlyBaseline, onlyOther));
    }

    /// <summary>Pictures right in one and wrong in the other, those that are right now first, the surest first.</summary>
    /// <param name="pictureOf">Path to SHA-256, for thumbnails.</param>
    public static IReadOnlyList<ChangedPicture> ChangedSides(EvaluationReport baseline, EvaluationReport other, IReadOnlyDictionary<string, string> pictureOf) =>
    [
        .. (Match(baseline, other) ?? []).Where(p => Right(p.Baseline) != Right(p.Other)).OrderByDescending(p => Right(p.Other)).ThenByDescending(p => p.Other.Probability).ThenBy(p => p.Other.File, StringComparer.Ordinal)
            .Select(p => new ChangedPicture(
                p.Other.File, pictureOf.GetValueOrDefault(p.Other.File), baseline.ClassNames[p.Baseline.Actual], baseline.ClassNames[p.Baseline.Predicted], other.ClassNames[p.Other.Predicted], Right(p.Other))),
    ];

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
        var (lead, low, high) = paired.Difference < 0 ? (a, -paired.Interval.High, -paired.Interval.Low) : (b, paired.Interval.Low, paired.Interval.High);
        var other = lead == a ? b : a;
        var changed = paired.OnlyBaseline + paired.OnlyOther;
        var pictures = changed == 1 ? "1 picture" : Text($"{changed} pictures");
        if (paired.Difference == 0) return Text($"Run {a.Number} and run {b.Number} get equally many of {paired.Pictures} pictures right; {pictures} changed sides.");
        var interval = Text($"95 % interval {Signed(low)} to {Signed(high)}");
        return paired.P < 0.05
            ? Text($"Run {lead.Number} beats run {other.Number} by {Points(Math.Abs(paired.Difference))} ({interval}); {pictures} changed sides.")
            : Text($"Run {lead.Number} is ahead of run {other.Number} by {Points(Math.Abs(paired.Difference))}, which may be chance ({interval}); {pictures} changed sides.");
    }

    private static string Unpaired(EvaluationReport? a, EvaluationReport? b, double difference)
    {
        if (a is not { Accuracy: { } accuracyA, Samples: > 0 } || b is not { Accuracy: { } accuracyB, Samples: > 0 }) return "";
        var interval = ComparisonStatistics.UnpairedDifference((int)Math.Round(accuracyA * a.Samples), a.Samples, (int)Math.Round(accuracyB * b.Samples), b.Samples);
        return difference < 0 ? Text($" (95 % interval {Signed(-interval.High)} to {Signed(-interval.Low)})") : Text($" (95 % interval {Signed(interval.Low)} to {Signed(interval.High)})");
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

    private static List<(PicturePrediction Baseline, PicturePrediction Other)>? Match(EvaluationReport baseline, EvaluationReport other)
    {
        if (baseline.Predictions.Count == 0 || baseline.Predictions.Count != other.Predictions.Count || !baseline.ClassNames.SequenceEqual(other.ClassNames)) return null;
        var byFile = new Dictionary<string, PicturePrediction>();
        foreach (var p in other.Predictions)
            if (!byFile.TryAdd(p.File, p)) return null;
        var pairs = new List<(PicturePrediction, PicturePrediction)>();
        foreach (var p in baseline.Predictions)
        {
            if (!byFile.TryGetValue(p.File, out var match) || match.Actual != p.Actual) return null;
            pairs.Add((p, match));
        }
        return pairs;
    }

    private static bool Right(PicturePrediction p) => p.Actual == p.Predicted;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
