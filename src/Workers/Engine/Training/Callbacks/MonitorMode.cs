namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>Whether a watched metric is better small or large, as Keras's <c>mode</c> decides it.</summary>
public static class MonitorMode
{
    /// <summary>auto: large for accuracies, small for the rest.</summary>
    public static bool LargerIsBetter(string mode, string monitor)
        => mode == "max" || (mode != "min" && (monitor.EndsWith("acc", StringComparison.Ordinal) || monitor.EndsWith("accuracy", StringComparison.Ordinal)));
}
