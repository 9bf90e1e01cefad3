using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Metrics of an epoch, as the warnings see them. Epochs count from 0.</summary>
public sealed record EpochMetrics(int Epoch, int Stage, MetricValues Metrics)
{
    public double? Loss => Metrics[MetricNames.Loss];
    public double? ValLoss => Metrics[MetricNames.ValLoss];
}
