using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>An epoch ended. Epochs count from 0 through all stages.</summary>
/// <param name="Metrics">By Keras's names. In the line each stands beside the members, under its own name.</param>
/// <param name="LearningRate">As <c>learning_rate</c> in the line.</param>
/// <exception cref="ArgumentException">A metric is called like a member.</exception>
public sealed record EpochEvent(int Epoch, int Stage, MetricValues Metrics, double? LearningRate, double Seconds, string FrozenHash, double ImagesPerSecond = 0)
    : RunEvent
{
    public MetricValues Metrics
    {
        get;
        init => field = EpochEventJson.WithoutMembers(value);
    } = EpochEventJson.WithoutMembers(Metrics);
}
