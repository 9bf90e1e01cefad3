using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>Whether a watched metric is better small or large, as Keras's <c>mode</c> decides it.</summary>
public static class MonitorMode
{
    /// <summary>auto: the metric's own direction where the run knows it, else Keras's rule of names (<see cref="MetricNames.DirectionOf"/>).</summary>
    /// <param name="measures">What the run measures; null where nothing is known of it.</param>
    public static bool LargerIsBetter(string mode, string monitor, MetricSet? measures = null) =>
        mode == "max" || (mode != "min" && (measures?[monitor].Better ?? MetricNames.DirectionOf(monitor)) == Direction.Larger);
}
