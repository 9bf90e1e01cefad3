using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Host.Bench;

namespace MlOpsDashboard.Benchmarks;

/// <param name="Kept">How many of the boxes stay.</param>
internal sealed record SuppressionTime(string Boxes, double Seconds, int Kept);

/// <summary>Non-maximum suppression of 10,000 boxes at IoU 0.5, as a detector at 640 pixels gives them: around objects, and of all classes alike.</summary>
internal static class SuppressionTimes
{
    private const int Count = 10_000,
        Classes = 80,
        Size = 640;

    public static IEnumerable<SuppressionTime> Measure()
    {
        foreach (var (name, crowded) in new[] { ("spread", false), ("around 50 objects", true) })
        {
            var (boxes, scores, classes) = Boxes(new Random(1), crowded);
            yield return Timed($"{Classes} classes, {name}", () => NonMaximumSuppression.Greedy(boxes, scores, classes, 0.5).Count);
            yield return Timed($"one class, {name}", () => NonMaximumSuppression.Greedy(boxes, scores, [], 0.5).Count);
            yield return Timed($"{Classes} classes, {name}, soft", () => NonMaximumSuppression.Soft(boxes, scores, classes, 0.05).Count);
            yield return Timed($"one class, {name}, soft", () => NonMaximumSuppression.Soft(boxes, scores, [], 0.05).Count);
        }
    }

    private static SuppressionTime Timed(string name, Func<int> work)
    {
        var kept = 0;
        var seconds = Stopclock.BestSeconds(3, () => kept = work());
        return new(name, seconds, kept);
    }

    private static (ObjectBox[], double[], int[]) Boxes(Random random, bool crowded)
    {
        var objects = Enumerable
            .Range(0, crowded ? 50 : Count)
            .Select(_ =>
                (
                    X: random.NextDouble() * Size,
                    Y: random.NextDouble() * Size,
                    Width: 10 + (random.NextDouble() * 110),
                    Height: 10 + (random.NextDouble() * 110)
                )
            )
            .ToArray();
        double Near(double size) => (random.NextDouble() - 0.5) * size * 0.3;
        var boxes = new ObjectBox[Count];
        for (var i = 0; i < Count; i++)
        {
            var (x, y, width, height) = objects[i % objects.Length];
            var (left, top) = (x + Near(width), y + Near(height));
            boxes[i] = new(left, top, left + width + Near(width), top + height + Near(height));
        }
        return (boxes, [.. boxes.Select(_ => random.NextDouble())], [.. boxes.Select(_ => random.Next(Classes))]);
    }
}
