namespace MlOpsDashboard.Core.Metrics;

/// <summary>What runs of image classification measure, and their words.</summary>
public static class ClassificationMetrics
{
    /// <summary>The share of pictures that are right.</summary>
    public const string Accuracy = "accuracy";

    public const string ValAccuracy = "val_accuracy";

    public static MetricSet Set { get; } = MetricSet.Of([new(Accuracy, Direction.Larger, MetricSpec.Share)], [], ValAccuracy);

    /// <summary>What follows the value in a sentence; null for a metric without words of its own.</summary>
    internal static string? WordsAfter(string name) => name == ValAccuracy ? "of validation pictures right" : null;

    /// <summary>The same where there is little room.</summary>
    internal static string? BriefAfter(string name) => name == ValAccuracy ? "right" : null;
}
