using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>How far what is found in a picture now is from what was found before.</summary>
internal static class DetectionDifference
{
    /// <summary>The largest difference of a score, or of a box's side in sizes of the picture, between objects of a class that lie nearest each other. One that
    /// is found once only counts by how far its score is above the least of several, where a last digit decides; else it is infinite.</summary>
    /// <param name="answer">As <c>mlops predict</c> gives it: <c>objects</c>, with <c>class</c>, <c>score</c> and <c>box</c>.</param>
    public static double Of(IReadOnlyList<string> names, PredictionRow row, JsonObject answer)
    {
        if (answer["objects"] is not JsonArray objects)
            return double.PositiveInfinity;
        var was = DetectionRow.Read(row.Output, names.Count);
        var now = objects.Select(one => Read(names, one)).ToList();
        if (now.Any(one => one.Class < 0))
            return double.PositiveInfinity;
        var size = Math.Max(1, Math.Max(row.Target[0], row.Target[1]));
        var edge = was.Count + now.Count > 1 && was.Count > 0 && now.Count > 0 ? was.Concat(now).Min(one => one.Score) : double.NegativeInfinity;
        var largest = 0.0;
        foreach (var one in was)
        {
            var nearest = now.Where(other => other.Class == one.Class)
                .Select(other => (other, Far: Apart(one, other, size)))
                .OrderBy(pair => pair.Far)
                .FirstOrDefault((default, double.PositiveInfinity));
            if (nearest.Item2 <= one.Score - edge)
                now.Remove(nearest.Item1);
            largest = Math.Max(largest, Math.Min(nearest.Item2, one.Score - edge));
        }
        return now.Aggregate(largest, (most, one) => Math.Max(most, one.Score - edge));
    }

    private static double Apart(in DetectedObject a, in DetectedObject b, double size)
    {
        var box = Math.Max(
            Math.Max(Math.Abs(a.Box.X1 - b.Box.X1), Math.Abs(a.Box.Y1 - b.Box.Y1)),
            Math.Max(Math.Abs(a.Box.X2 - b.Box.X2), Math.Abs(a.Box.Y2 - b.Box.Y2))
        );
        return Math.Max(Math.Abs(a.Score - b.Score), box / size);
    }

    // Class -1 for what is no object.
    private static DetectedObject Read(IReadOnlyList<string> names, JsonNode? one)
    {
        var at = one?["class"] is JsonValue value && value.TryGetValue<string>(out var name) ? names.ToList().IndexOf(name) : -1;
        var box = (one?["box"] as JsonArray ?? []).Select(side => ReportJson.Value(side) ?? double.NaN).ToArray();
        return ReportJson.Value(one?["score"]) is { } score && box is [var x1, var y1, var x2, var y2] && box.All(double.IsFinite)
            ? new(at, score, new(x1, y1, x2, y2))
            : new(-1, 0, default);
    }
}
