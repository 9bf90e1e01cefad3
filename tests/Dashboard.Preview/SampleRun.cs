using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>One invented run: its spec, a plausible history, and an evaluation that agrees with it.</summary>
internal sealed class SampleRun(int number, TrainingSpec spec, RunStatus status, double reach, DateTimeOffset created, int seed)
{
    private readonly Random random = new(seed * 7919 + number);

    public RunId Id { get; } = new(new Guid(number, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
    public int Number { get; } = number;
    public TrainingSpec Spec { get; } = spec;
    public string Name { get; set; } = $"{spec.Backbone.Name} {StrategyNames.Of(spec).ToLowerInvariant()}";
    public RunStatus Status { get; set; } = status;
    public string? StatusDetail { get; set; }
    public string Notes { get; set; } = "";
    public List<string> Tags { get; } = [];
    public bool IsArchived { get; set; }
    public string? Attention { get; set; }
    public List<EpochEvent> Epochs { get; } = [];
    public ProgressEvent? Progress { get; set; }
    public DateTimeOffset Created { get; } = created;
    public DateTimeOffset? Finished { get; set; }
    public double SecondsPerEpoch =>
        Spec.Backbone.Name == "EfficientNetLite0" ? 4.1
        : Spec.Backbone.Name == "MobileNetV3Small" ? 2.6
        : 9.4;
    public bool IsOfTexts => InputCards.Of(Spec).Name != InputCards.Pictures;

    public DatasetVersionId Dataset => IsOfTexts ? SampleIds.Reviews : SampleIds.Emoji;

    public int? BestEpoch =>
        Epochs
            .Where(e => e.Metrics["val_accuracy"] is not null)
            .OrderByDescending(e => e.Metrics["val_accuracy"])
            .ThenBy(e => e.Epoch)
            .Select(e => (int?)e.Epoch)
            .FirstOrDefault();

    public double? BestAccuracy => Best["val_accuracy"];

    public MetricValues Best => BestEpoch is { } best ? Epochs[best].Metrics : MetricValues.None;

    public int StageOf(int epoch)
    {
        var end = 0;
        for (var i = 0; i < Spec.Stages.Count; i++)
            if (epoch < (end += Spec.Stages[i].Epochs))
                return i;
        return Spec.Stages.Count - 1;
    }

    /// <summary>Adds the next epoch of the history.</summary>
    public EpochEvent NextEpoch(bool diverges = false, bool overfits = false)
    {
        // A cross-validated run's epochs count through its folds; each fold begins anew, a little luckier or less.
        var (fold, e) = Math.DivRem(Epochs.Count, Spec.CrossValidation is null ? int.MaxValue : Spec.TotalEpochs);
        var stage = StageOf(e);
        var t = 1 - Math.Exp(-(e + 1) / 3.2);
        var noise = ((random.NextDouble() - 0.5) * 0.018) + (fold * 7 % 5 * 0.008);
        var later = stage > 0 ? 0.045 * (1 - Math.Exp(-(e - Spec.Stages[0].Epochs + 1) / 4.0)) : 0;
        double val = 0.2 + (reach - 0.2) * t + noise + later,
            train = 0.18 + (reach + 0.05 - 0.18) * t + later * 1.3 - noise / 3;
        double valLoss = 2.05 - 1.45 * t - later * 3 - noise * 2,
            loss = 2.1 - 1.65 * t - later * 4;
        if (overfits && e > 5)
            (valLoss, train, loss, val) = (
                valLoss + (e - 5) * 0.035,
                Math.Min(0.995, train + (e - 5) * 0.014),
                Math.Max(0.03, loss - (e - 5) * 0.04),
                val - (e - 5) * 0.002
            );
        if (diverges && e == 3)
            (loss, valLoss, train, val) = (double.NaN, double.NaN, 0.125, 0.125);
        var rate = Spec.Stages[stage].Optimizer.Number("learningRate", 0.001) * (overfits && e > 9 ? 0.2 : 1);
        var made = new EpochEvent(
            Epochs.Count,
            stage,
            MetricValues.Of(
                ("loss", Finite(loss)),
                ("accuracy", Math.Clamp(train, 0, 1)),
                ("val_loss", Finite(valLoss)),
                ("val_accuracy", Math.Clamp(val, 0, 1))
            ),
            rate,
            SecondsPerEpoch * (stage > 0 ? 2.4 : 1),
            new string('a', 60) + "0f3c",
            1267 / SecondsPerEpoch
        )
        {
            Time = Created.AddSeconds(12 + (e + 1) * SecondsPerEpoch),
            NonFinite = !double.IsFinite(loss),
        };
        Epochs.Add(made);
        return made;
    }

    public RunCurves Curves()
    {
        double elapsed = 3;
        var drops = Epochs
            .Where((e, i) => i > 0 && e.Stage == Epochs[i - 1].Stage && e.LearningRate < Epochs[i - 1].LearningRate)
            .Select(e => e.Epoch)
            .ToList();
        return new(
            Id,
            Number,
            Name,
            [.. Epochs.Select(e => e.Epoch)],
            [.. MetricSet.OfOlderRuns.Names.Select(name => new MetricCurve(name, [.. Epochs.Select(e => e.Metrics[name])]))],
            [.. Epochs.Select(e => e.LearningRate)],
            [.. Epochs.Select(e => e.Seconds)],
            [.. Epochs.Select(e => e.Stage)],
            [.. Epochs.Select(e => elapsed += e.Seconds)],
            BestEpoch,
            drops,
            40
        );
    }

    public RunRow Row() =>
        new(
            Id,
            Number,
            Name,
            Status,
            StatusDetail,
            Spec.Backbone.Name!,
            StrategyNames.Of(Spec),
            IsOfTexts ? "hotel-reviews" : "emoji-twemoji",
            Dataset,
            1,
            Epochs.Count,
            Spec.PlannedEpochs,
            BestEpoch,
            Folds is { } folds ? Best.With(folds.Means) : Best,
            Progress?.SecondsLeft,
            Epochs.Count > 0 ? Epochs[^1].ImagesPerSecond : null,
            [.. Epochs.Select(e => e.Metrics["val_accuracy"])],
            [.. Tags],
            Notes,
            IsArchived,
            Created,
            Status == RunStatus.Queued ? null : Created.AddSeconds(4),
            Finished,
            Attention
        )
        {
            Folds = Folds,
            Input = InputCards.Of(Spec).Name,
        };

    private CrossValidationReport? Folds =>
        Spec.CrossValidation is null || Finished is null
            ? null
            : CrossValidationReport.Of(
                true,
                "val_accuracy",
                maximizes: true,
                [
                    .. FoldEpochs
                        .Apart(Curves(), Spec)
                        .Select(
                            (f, k) =>
                            {
                                var best = f["val_accuracy"].ToList().IndexOf(f["val_accuracy"].Max());
                                return new FoldResult(
                                    k,
                                    "completed",
                                    f.Epochs.Count,
                                    best,
                                    f["val_accuracy"][best],
                                    MetricValues.Of(("val_accuracy", f["val_accuracy"][best]), ("val_loss", f["val_loss"][best])),
                                    1_267,
                                    316,
                                    f.Seconds.Sum()
                                );
                            }
                        ),
                ]
            );

    public StoredEvaluation Evaluation(SamplePictures pictures) => EvaluationSamples.Of(this, pictures, new Random(seed * 31 + Number));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Ids that several sample files share.</summary>
internal static class SampleIds
{
    public static DatasetId EmojiDataset { get; } = new(new Guid(77, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
    public static DatasetId ReviewDataset { get; } = new(new Guid(79, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
    public static DatasetVersionId Reviews { get; } = new(new Guid(80, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
    public static DatasetVersionId Emoji { get; } = new(new Guid(78, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]));
}
