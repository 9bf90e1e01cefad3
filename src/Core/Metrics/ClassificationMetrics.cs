namespace MlOpsDashboard.Core.Metrics;

/// <summary>What runs of image classification measure, and their words.</summary>
public static class ClassificationMetrics
{
    /// <summary>The share of pictures that are right.</summary>
    public const string Accuracy = "accuracy";

    public const string ValAccuracy = "val_accuracy";

    /// <summary>Besides the loss, on the training examples.</summary>
    public static IReadOnlyList<MetricSpec> Training { get; } = [new(Accuracy, Direction.Larger, MetricSpec.Share)];

    public static MetricSet Set { get; } = MetricSet.Of(Training, [], ValAccuracy);

    /// <summary>What follows the value in a sentence; null for a metric without words of its own.</summary>
    internal static string? WordsAfter(string name) => name == ValAccuracy ? "of validation pictures right" : null;

    /// <summary>The same where there is little room.</summary>
    internal static string? BriefAfter(string name) => name == ValAccuracy ? "right" : null;
}
