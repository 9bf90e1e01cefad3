namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>The numbers that COCO's evaluation of boxes fixes (https://cocodataset.org/#detection-eval).</summary>
internal static class CocoRules
{
    /// <summary>How many of a picture's detections of a class count, at most.</summary>
    public const int MostFound = 100;

    /// <summary>The places of IoU 0.50 and 0.75 in <see cref="Overlaps"/>.</summary>
    public const int At50 = 0,
        At75 = 5;

    /// <summary>The place of all sizes in <see cref="Areas"/>.</summary>
    public const int AllAreas = 0;

    /// <summary>From which IoU on a detection may be right, as <c>numpy.linspace(.5, .95, 10)</c> rounds them.</summary>
    public static double[] Overlaps { get; } = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95];

    /// <summary>At which recall precision is sampled.</summary>
    public static double[] Recalls { get; } = [.. Enumerable.Range(0, 101).Select(i => i * 0.01)];

    /// <summary>Areas of all, small, medium and large objects, both ends among them.</summary>
    public static (double Low, double High)[] Areas { get; } = [(0, 1e10), (0, 1024), (1024, 9216), (9216, 1e10)];

    /// <summary>What <see cref="Areas"/> but the first are called.</summary>
    public static string[] Sizes { get; } = ["small", "medium", "large"];

    /// <summary>How many detections of a picture and class the recalls are of.</summary>
    public static int[] Counts { get; } = [1, 10, MostFound];
}
