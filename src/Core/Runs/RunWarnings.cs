using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Troubles that the curves of a run show while it still runs. Pure rules; each is told once, at the first epoch that shows it.</summary>
public static class RunWarnings
{
    public const string Overfitting = "overfitting";
    public const string NotLearning = "not-learning";
    public const string BatchNormJump = "batchnorm-jump";

    /// <summary>Told by the worker: a property of its processor, not of the curves.</summary>
    public const string SlowBFloat16 = "bfloat16-slow";

    /// <summary>Epochs in a row of rising validation loss that count as overfitting.</summary>
    public const int RisingEpochs = 3;

    /// <summary>Epochs after which a run that is within chance is not learning.</summary>
    public const int PatientEpochs = 5;

    /// <summary>Training loss at a stage's first epoch over that of the epoch before.</summary>
    public const double JumpFactor = 1.3;

    /// <param name="epochs">All epochs so far, in order.</param>
    public static IReadOnlyList<WarningFinding> Find(IReadOnlyList<EpochMetrics> epochs, WarningContext context)
    {
        WarningFinding?[] found = [FindOverfitting(epochs), FindNotLearning(epochs, context), FindBatchNormJump(epochs, context)];
        return [.. found.OfType<WarningFinding>()];
    }

    // Within one stage: between stages other weights train, and losses do not compare.
    private static WarningFinding? FindOverfitting(IReadOnlyList<EpochMetrics> epochs)
    {
        for (var i = RisingEpochs; i < epochs.Count; i++)
        {
            var window = Enumerable.Range(i - RisingEpochs, RisingEpochs + 1).Select(k => epochs[k]).ToList();
            if (window.Any(e => e.Stage != epochs[i].Stage))
                continue;
            var rises = window.Zip(window.Skip(1)).All(pair => pair.Second.ValLoss > pair.First.ValLoss);
            if (!rises || !(window[^1].Loss < window[0].Loss))
                continue;
            return new(
                Overfitting,
                new(
                    "warning.overfitting",
                    ("epochs", RisingEpochs),
                    ("epoch", epochs[i].Epoch + 1),
                    Value("validationFrom", window[0].ValLoss),
                    Value("validationTo", window[^1].ValLoss),
                    Value("trainingFrom", window[0].Loss),
                    Value("trainingTo", window[^1].Loss)
                ),
                epochs[i].Epoch
            );
        }
        return null;
    }

    private static WarningFinding? FindNotLearning(IReadOnlyList<EpochMetrics> epochs, WarningContext context)
    {
        if (epochs.Count < PatientEpochs || context.TrainingSamples == 0 || context.Chance is not { } chance)
            return null;
        var first = epochs.Take(PatientEpochs).ToList();
        var (training, validation) = (first.Max(e => e.Metrics[chance.Metric]), first.Max(e => e.Metrics[MetricNames.Validation(chance.Metric)]));
        if (training is null || training > Bound(chance.Value, context.TrainingSamples))
            return null;
        if (validation > Bound(chance.Value, Math.Max(1, context.ValidationSamples)))
            return null;
        return new(
            NotLearning,
            new(
                "warning.learning.none",
                ("epochs", PatientEpochs),
                ("metric", chance.Metric),
                Value("training", Math.Round(training.Value * 100, 1)),
                Value("chance", Math.Round(chance.Value * 100, 1))
            ),
            first[^1].Epoch
        );
    }

    private static RefusalValue Value(string name, double? value) => (name, value ?? double.NaN);

    // Two standard errors above a share at chance level.
    private static double Bound(double chance, int samples) => chance + (2 * Math.Sqrt(chance * (1 - chance) / samples));

    private static WarningFinding? FindBatchNormJump(IReadOnlyList<EpochMetrics> epochs, WarningContext context)
    {
        if (context.BatchNormMode != "train")
            return null;
        for (var i = 1; i < epochs.Count; i++)
        {
            var (before, after) = (epochs[i - 1], epochs[i]);
            if (after.Stage == before.Stage || !(after.Loss > before.Loss * JumpFactor))
                continue;
            return new(
                BatchNormJump,
                new("warning.batchnorm.jump", Value("from", before.Loss), Value("to", after.Loss), ("stage", after.Stage + 1)),
                after.Epoch
            );
        }
        return null;
    }
}
