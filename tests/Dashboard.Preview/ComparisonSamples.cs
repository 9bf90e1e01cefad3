using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>A comparison of sample runs.</summary>
internal static class ComparisonSamples
{
    public static Outcome<RunComparison> Compare(List<SampleRun> runs, RunId? baseline, SamplePictures pictures)
    {
        if (runs.Count < 2)
            return Outcome<RunComparison>.Refused(Refusal.OfSentence("Expected 2 to 20 runs to compare; received " + runs.Count + "."));
        var b = Math.Max(0, runs.FindIndex(r => r.Id == baseline));
        ComparedSetting Setting(string name, Func<TrainingSpec, string> value)
        {
            List<string> values = [.. runs.Select(r => value(r.Spec))];
            return new(name, values, values.Distinct().Count() > 1);
        }
        ComparedMetric Metric(string name, string? unit, bool higher, Func<SampleRun, double?> value)
        {
            List<double?> values = [.. runs.Select(value)];
            var known = values.Where(v => v is not null).ToList();
            var best =
                known.Count == 0 ? null
                : higher ? known.Max()
                : known.Min();
            return new(
                name,
                unit,
                higher ? Direction.Larger : Direction.Smaller,
                values,
                [.. values.Select((v, i) => i == b ? null : v - values[b])],
                best is null ? null : values.IndexOf(best)
            );
        }
        var leader = runs.MaxBy(r => r.BestAccuracy ?? 0)!;
        var gain = (leader.BestAccuracy - runs[b].BestAccuracy) * 100;
        var headline =
            leader == runs[b]
                ? $"Run {leader.Number} leads with {leader.BestAccuracy * 100:0.0} %"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Run {leader.Number} beats run {runs[b].Number} by {gain:0.0} points (95 % interval {gain - 1.7:0.0} to {gain + 1.7:0.0}); 12 pictures changed sides"
                );
        var changed =
            runs.Count != 2
                ? []
                : Enumerable
                    .Range(0, 12)
                    .Select(i => new ChangedPicture(
                        $"{SamplePictures.Classes[i % 8]}/1f{300 + i}.png",
                        pictures.Of(i % 8, i),
                        SamplePictures.Classes[i % 8],
                        i % 3 == 0 ? SamplePictures.Classes[i % 8] : SamplePictures.Classes[(i + 2) % 8],
                        i % 3 == 0 ? SamplePictures.Classes[(i + 3) % 8] : SamplePictures.Classes[i % 8],
                        i % 3 != 0
                    ))
                    .ToList();
        return new RunComparison(
            headline,
            runs[b].Id,
            [.. runs.Select(r => r.Row())],
            [.. runs.Select(r => r.Curves())],
            [
                Setting("backbone.name", s => s.Backbone.Name!),
                Setting("backbone.weights", s => s.Backbone.Weights),
                Setting("batchNormMode", s => s.BatchNormMode),
                Setting("data.batchSize", s => s.Data.BatchSize.ToString(CultureInfo.InvariantCulture)),
                Setting("data.imageSize", s => $"[{string.Join(", ", s.Data.ImageSize)}]"),
                Setting("head.dropout", s => s.Head!.Dropout.ToString(CultureInfo.InvariantCulture)),
                Setting("seed", s => s.Seed.ToString(CultureInfo.InvariantCulture)),
                Setting("stages[0].epochs", s => s.Stages[0].Epochs.ToString(CultureInfo.InvariantCulture)),
                Setting("stages[0].optimizer.learningRate", s => s.Stages[0].Optimizer.Number("learningRate", 0).ToString(CultureInfo.InvariantCulture)),
                Setting("stages[1].unfreeze", s => s.Stages.Count > 1 ? s.Stages[1].Unfreeze.ToString() : ""),
            ],
            [
                Metric("Validation accuracy", MetricSpec.Share, true, r => r.BestAccuracy),
                Metric("Validation loss", null, false, r => r.Best["val_loss"]),
                Metric("Macro F1", MetricSpec.Share, true, r => r.BestAccuracy - 0.021),
                Metric("Calibration error", MetricSpec.Share, false, r => r.Number == 2 ? null : 0.04 + r.Number * 0.003),
                Metric("training time", "s", false, r => r.Epochs.Sum(e => e.Seconds)),
                Metric("images per second", null, true, r => 1267 / r.SecondsPerEpoch),
            ],
            [
                .. runs.GroupBy(r => (r.Spec.Backbone.Name, StrategyNames.Of(r.Spec)))
                    .Select(g => new GridCell(
                        g.Key.Name!,
                        g.Key.Item2,
                        MetricSet.OfOlderRuns.PrimarySpec,
                        g.Count(),
                        g.Average(r => r.BestAccuracy),
                        g.Count() > 1 ? 0.012 : null
                    )),
            ],
            changed
        )
        {
            Task = runs.Select(r => r.Spec.Task).Distinct().ToList() is [var task] ? task : null,
            Specs = [.. runs.Select(r => r.Spec)],
        };
    }
}
