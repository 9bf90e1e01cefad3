using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

public class NonMaximumSuppressionTests
{
    [Fact]
    public void Greedy_KeepsWhatTorchvisionKeeps()
    {
        var sets = GoldenDetection.Read("nms.json")["sets"]!.AsArray();
        Assert.NotEmpty(sets);
        foreach (var set in sets)
        {
            var (boxes, scores, classes) = (
                GoldenDetection.Boxes(set!["boxes"]),
                GoldenDetection.Numbers(set["scores"]),
                GoldenDetection.Whole(set["classes"])
            );
            foreach (var result in set["cases"]!.AsArray())
            {
                var threshold = result!["threshold"]!.GetValue<double>();
                Assert.Equal(GoldenDetection.Whole(result["keep"]), NonMaximumSuppression.Greedy(boxes, scores, classes, threshold));
                Assert.Equal(GoldenDetection.Whole(result["keep_agnostic"]), NonMaximumSuppression.Greedy(boxes, scores, [], threshold));
            }
        }
    }

    // Spread out, crowded, and all of one place; with equal scores, empty boxes and boxes of all sizes.
    [Theory]
    [InlineData(1, 1000, 2000)]
    [InlineData(1, 3000, 300)]
    [InlineData(1, 600, 20)]
    [InlineData(5, 4000, 1000)]
    [InlineData(80, 2000, 500)]
    public void Greedy_KeepsWhatComparingAllWithAllKeeps(int classes, int count, int size)
    {
        var random = new Random(count);
        var (boxes, scores, of) = Many(random, classes, count, size);
        foreach (var threshold in new[] { 0, 0.1, 0.5, 0.75, 1 })
            Assert.Equal(Plain(boxes, scores, of, threshold), NonMaximumSuppression.Greedy(boxes, scores, of, threshold));
    }

    [Theory]
    [InlineData(1, 700, 400)]
    [InlineData(7, 900, 600)]
    public void Soft_LowersWhatIsCovered_AsWrittenInThePaper(int classes, int count, int size)
    {
        var (boxes, scores, of) = Many(new Random(7), classes, count, size);
        var expected = PlainSoft(boxes, scores, of, 0.05);
        var kept = NonMaximumSuppression.Soft(boxes, scores, of, 0.05);
        Assert.Equal(expected.Select(one => one.Index), kept.Select(one => one.Index));
        Assert.All(expected.Zip(kept), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-12));
        Assert.Contains(kept, one => one.Score < scores[one.Index]);
    }

    [Fact]
    public void Nothing_IsKeptOfNothing()
    {
        Assert.Empty(NonMaximumSuppression.Greedy([], [], [], 0.5));
        Assert.Empty(NonMaximumSuppression.Soft([], [], [], 0.05));
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Contains("2 boxes, 1 scores", Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Greedy(new ObjectBox[2], [1], [], 0.5)).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Soft(new ObjectBox[1], [double.NaN], [], 0.5)).Message);
    }

    private static (ObjectBox[], double[], int[]) Many(Random random, int classes, int count, int size)
    {
        ObjectBox One(int i)
        {
            var (x, y) = (random.Next(-20, size), random.Next(-20, size));
            return i % 97 == 0 ? new(x, y, x, y) : new(x, y, x + random.Next(1, i % 13 == 0 ? size : 60), y + random.Next(1, i % 11 == 0 ? size : 60));
        }
        return (
            [.. Enumerable.Range(0, count).Select(One)],
            [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble(), 2))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))]
        );
    }

    private static List<int> Plain(ObjectBox[] boxes, double[] scores, int[] classes, double threshold)
    {
        var kept = new List<int>();
        foreach (var i in Enumerable.Range(0, boxes.Length).OrderByDescending(i => scores[i]))
            if (!kept.Any(j => classes[j] == classes[i] && Overlap.Iou(boxes[i], boxes[j]) > threshold))
                kept.Add(i);
        return kept;
    }

    private static List<(int Index, double Score)> PlainSoft(ObjectBox[] boxes, double[] scores, int[] classes, double least)
    {
        var now = (double[])scores.Clone();
        var left = Enumerable.Range(0, boxes.Length).ToList();
        var kept = new List<(int Index, double Score)>();
        while (left.Count > 0)
        {
            var best = left.MaxBy(i => (now[i], -i));
            left.Remove(best);
            if (now[best] < least)
                continue;
            kept.Add((best, now[best]));
            foreach (var i in left.Where(i => classes[i] == classes[best]))
                now[i] *= Math.Exp(-Math.Pow(Overlap.Iou(boxes[i], boxes[best]), 2) / 0.5);
        }
        return [.. kept.OrderByDescending(one => one.Score).ThenBy(one => one.Index)];
    }
}
