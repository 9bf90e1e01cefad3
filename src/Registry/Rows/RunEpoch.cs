using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>Metrics of one epoch of a run. One row an epoch: a resumed run that sends it again replaces it.</summary>
public sealed class RunEpoch
{
    public RunId RunId { get; set; }

    /// <summary>Counts from 0 through all stages.</summary>
    public int Epoch { get; set; }

    /// <summary>Of the lease that wrote it.</summary>
    public int Attempt { get; set; }
    public int Stage { get; set; }
    public MetricValues Metrics { get; set; } = MetricValues.None;

    /// <summary>Of the metric that the run is judged by, or of val_loss where the run has no such metric: what lists draw, which read no more of an
    /// epoch.</summary>
    public double? PrimaryValue { get; set; }
    public double? LearningRate { get; set; }
    public double Seconds { get; set; }
    public double ImagesPerSecond { get; set; }
    public string FrozenHash { get; set; } = "";

    /// <summary>A number was not finite and stands as null.</summary>
    public bool NonFinite { get; set; }
    public DateTimeOffset Time { get; set; }

    /// <param name="e">With finite numbers only (<see cref="RunEventJson.Finite"/>).</param>
    /// <param name="primary">The metric that the run is judged by.</param>
    public void Apply(EpochEvent e, string primary, int attempt, DateTimeOffset time)
    {
        Attempt = attempt;
        Stage = e.Stage;
        Metrics = e.Metrics;
        PrimaryValue = e.Metrics[e.Metrics.Has(primary) ? primary : MetricNames.ValLoss];
        LearningRate = e.LearningRate;
        Seconds = e.Seconds;
        ImagesPerSecond = e.ImagesPerSecond;
        FrozenHash = e.FrozenHash ?? "";
        NonFinite = e.NonFinite;
        Time = time;
    }
}
