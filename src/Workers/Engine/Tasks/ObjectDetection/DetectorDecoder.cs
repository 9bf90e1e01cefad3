using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>Makes objects of what a network says of places: the best of each level, without those that cover the same.</summary>
internal static class DetectorDecoder
{
    // Of a level.
    private const int MostCandidates = 1000;

    /// <param name="output">Of one picture, place by place.</param>
    /// <param name="place">Where the picture lies in the network's input.</param>
    /// <returns>In pixels of the picture as given, the best score first.</returns>
    public static IReadOnlyList<DetectedObject> Decode(DetectorPlaces places, ReadOnlySpan<float> output, DetectionDecoding decoding, PicturePlacement place)
    {
        var found = new List<(ObjectBox Box, double Score, int Class)>();
        var candidates = new List<(float Score, int Place, int Class)>();
        var first = 0;
        foreach (var level in places.Levels)
        {
            candidates.Clear();
            Collect(places, output, first, level.Rows * level.Columns, (float)decoding.ScoreThreshold, candidates);
            var best = candidates.Count <= MostCandidates ? candidates : [.. candidates.OrderByDescending(candidate => candidate.Score).Take(MostCandidates)];
            foreach (var (score, at, kind) in best)
            {
                var (x, y) = ((at - first) % level.Columns * level.StepX, (at - first) / level.Columns * level.StepY);
                var distances = output.Slice(at * places.Numbers, 4);
                found.Add((Box(x, y, distances, level.Size, place), score, kind));
            }
            first += level.Rows * level.Columns;
        }
        return [.. Kept(found, decoding, place).Take(DetectionDecoding.MostObjects)];
    }

    private static void Collect(
        DetectorPlaces places,
        ReadOnlySpan<float> output,
        int first,
        int count,
        float threshold,
        List<(float Score, int Place, int Class)> candidates
    )
    {
        for (var at = first; at < first + count; at++)
        {
            var numbers = output.Slice(at * places.Numbers, places.Numbers);
            var center = places.HasCenterness ? Sigmoid(numbers[4]) : 1;
            // Most are far below: told without an exponential each.
            var share = places.HasCenterness ? threshold * threshold / center : threshold;
            if (share >= 1)
            {
                continue;
            }
            var least = share > 0 ? MathF.Log(share / (1 - share)) - 0.01f : float.NegativeInfinity;
            var classes = numbers[places.FirstClass..];
            for (var kind = 0; kind < classes.Length; kind++)
            {
                if (classes[kind] < least)
                {
                    continue;
                }
                var score = places.HasCenterness ? MathF.Sqrt(Sigmoid(classes[kind]) * center) : Sigmoid(classes[kind]);
                if (score > threshold)
                {
                    candidates.Add((score, at, kind));
                }
            }
        }
    }

    private static ObjectBox Box(float x, float y, ReadOnlySpan<float> distances, float size, PicturePlacement place) =>
        new ObjectBox(x - (distances[0] * size), y - (distances[1] * size), x + (distances[2] * size), y + (distances[3] * size)).Within(
            place.Left,
            place.Top,
            place.Left + place.Width,
            place.Top + place.Height
        );

    private static IEnumerable<DetectedObject> Kept(List<(ObjectBox Box, double Score, int Class)> found, DetectionDecoding decoding, PicturePlacement place)
    {
        ObjectBox[] boxes = [.. found.Select(one => one.Box)];
        double[] scores = [.. found.Select(one => one.Score)];
        int[] classes = [.. found.Select(one => one.Class)];
        var kept = decoding.SoftNms
            ? NonMaximumSuppression.Soft(boxes, scores, classes, decoding.ScoreThreshold)
            : NonMaximumSuppression.Greedy(boxes, scores, classes, decoding.OverlapThreshold).Select(index => (Index: index, Score: scores[index]));
        return kept.Select(one => new DetectedObject(classes[one.Index], one.Score, Back(boxes[one.Index], place)));
    }

    private static ObjectBox Back(ObjectBox box, PicturePlacement place)
    {
        var (x1, y1) = place.Back(box.X1, box.Y1);
        var (x2, y2) = place.Back(box.X2, box.Y2);
        return new(x1, y1, x2, y2);
    }

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
