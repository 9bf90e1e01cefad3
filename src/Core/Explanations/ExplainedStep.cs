using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>A step as far as it is trained.</summary>
/// <param name="Mean">Of the metric over the seeds that are done; null where none is.</param>
/// <param name="Change">The mean difference to the step before, over the seeds that both have; null where there is none, and of the first.</param>
/// <param name="Noise">95 % of that difference, by Student's t; null with fewer than two seeds.</param>
public sealed record ExplainedStep(IReadOnlyList<ExplainedSetting> Settings, IReadOnlyList<ExplainedRun> Runs, double? Mean, double? Change, Interval? Noise)
{
    /// <summary>Whether the seeds alone may have made the difference; null where that is not known.</summary>
    public bool? IsWithinNoise => Noise is null ? null : Noise.Low <= 0 && Noise.High >= 0;

    /// <summary>All steps, of the runs of each.</summary>
    public static IReadOnlyList<ExplainedStep> Of(IReadOnlyList<(IReadOnlyList<ExplainedSetting> Settings, IReadOnlyList<ExplainedRun> Runs)> steps) =>
        [.. steps.Select((step, i) => Of(step.Settings, step.Runs, i == 0 ? null : steps[i - 1].Runs))];

    private static ExplainedStep Of(IReadOnlyList<ExplainedSetting> settings, IReadOnlyList<ExplainedRun> runs, IReadOnlyList<ExplainedRun>? before)
    {
        var values = runs.Select(run => run.Value).OfType<double>().ToList();
        double[] changes = before is null ? [] : [.. runs.Zip(before, (now, was) => now.Value - was.Value).OfType<double>()];
        return new(settings, runs, values.Count == 0 ? null : values.Average(), changes.Length == 0 ? null : changes.Average(), Interval(changes));
    }

    private static Interval? Interval(double[] changes)
    {
        if (changes.Length < 2)
            return null;
        var mean = changes.Average();
        var deviation = Math.Sqrt(changes.Sum(change => (change - mean) * (change - mean)) / (changes.Length - 1));
        var half = StudentT.Quantile(0.975, changes.Length - 1) * deviation / Math.Sqrt(changes.Length);
        return new(mean - half, mean + half);
    }
}
