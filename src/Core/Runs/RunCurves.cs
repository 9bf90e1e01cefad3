using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Epoch metrics in order; arrays run parallel.</summary>
/// <param name="Metrics">As the epochs name them, in the order of the run's metrics.</param>
/// <param name="RateDrops">Epochs at which the learning rate was lowered within a stage.</param>
public sealed record RunCurves(
    RunId Run,
    int Number,
    string Name,
    IReadOnlyList<int> Epochs,
    IReadOnlyList<MetricCurve> Metrics,
    IReadOnlyList<double?> LearningRate,
    IReadOnlyList<double> Seconds,
    IReadOnlyList<int> Stage,
    IReadOnlyList<double> ElapsedSeconds,
    int? BestEpoch,
    IReadOnlyList<int> RateDrops,
    int StepsPerEpoch
)
{
    /// <summary>What the run measures, and the metric it is judged by.</summary>
    public MetricSet Measures { get; init; } = MetricSet.OfOlderRuns;

    /// <summary>How many of the first epochs are those of the run that it branched from.</summary>
    public int Inherited { get; init; }

    /// <summary>A metric's values; all null where it was not measured.</summary>
    public IReadOnlyList<double?> this[string metric] => Metrics.FirstOrDefault(m => m.Name == metric)?.Values ?? new double?[Epochs.Count];

    /// <summary>At the best epoch; null where there is none, or it was not measured.</summary>
    public double? AtBest(string metric) => BestEpoch is { } best && Epochs.ToList().IndexOf(best) is >= 0 and var at ? this[metric][at] : null;
}
