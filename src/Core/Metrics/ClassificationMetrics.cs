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
}
