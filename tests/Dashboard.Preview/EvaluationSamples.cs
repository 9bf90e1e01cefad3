using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>An invented evaluation of each task, which agrees with its run.</summary>
internal static class EvaluationSamples
{
    private static readonly string[] Labels = ["red", "round", "face", "animal", "tool", "hand"];

    public static StoredEvaluation Of(SampleRun run, SamplePictures pictures, Random random)
    {
        var hashes = new Dictionary<string, string>();
        var (predictions, decoding) = run.Spec.Task switch
        {
            "text-classification" => (TextSamples.Judged(random, run.BestAccuracy ?? 0.8), null),
            "multi-label-classification" => (
                OfLabels(pictures, hashes, random),
                new JsonObject { ["thresholds"] = new JsonArray(0.62, 0.41, 0.5, 0.37, 0.55, 0.3) }
            ),
            "regression" => (OfNumbers(pictures, hashes, random), null),
            "object-detection" => (OfObjects(pictures, hashes, random), null),
            _ => (OfClasses(run, pictures, hashes, random), (JsonObject?)null),
        };
        predictions = predictions with { Loss = run.Best["val_loss"], Epoch = run.BestEpoch };
        return StoredEvaluation.Of(run.Spec.Task, TaskCards.Find(run.Spec.Task)!.Report(predictions, decoding).Summary, predictions, decoding) with
        {
            PictureOf = hashes,
            Version = run.Dataset,
            Run = run.Id,
            Input = InputCards.Of(run.Spec).Name,
        };
    }

    private static Predictions OfClasses(SampleRun run, SamplePictures pictures, Dictionary<string, string> hashes, Random random)
    {
        var classes = SamplePictures.Classes;
        int[] support = [17, 32, 26, 60, 60, 34, 50, 37];
        var rows = new List<PredictionRow>();
        for (var k = 0; k < classes.Count; k++)
        for (var i = 0; i < support[k]; i++)
        {
            var right = random.NextDouble() < (run.BestAccuracy ?? 0.7);
            var predicted = right ? k : (k + 1 + (int)(Math.Pow(random.NextDouble(), 2) * (classes.Count - 1))) % classes.Count;
            // Above one half, so that it is the most probable one.
            var p = 0.51 + (random.NextDouble() * (right ? 0.48 : 0.4));
            var others = Enumerable.Range(0, classes.Count).Select(_ => random.NextDouble()).ToArray();
            others[predicted] = 0;
            var rest = others.Sum();
            rows.Add(new(Picture(pictures, hashes, k, i), [k], [.. others.Select((o, j) => j == predicted ? p : o / rest * (1 - p))]));
        }
        return new(classes, rows);
    }

    private static Predictions OfLabels(SamplePictures pictures, Dictionary<string, string> hashes, Random random) =>
        new(
            Labels,
            [
                .. Enumerable
                    .Range(0, 160)
                    .Select(i =>
                    {
                        double[] truth = [.. Labels.Select((_, c) => random.NextDouble() < 0.5 - (c * 0.06) ? 1.0 : 0)];
                        return new PredictionRow(
                            Picture(pictures, hashes, i % 8, i / 8),
                            truth,
                            [.. truth.Select(t => Math.Clamp((t == 1 ? 0.72 : 0.22) + ((random.NextDouble() - 0.5) * 0.75), 0.001, 0.999))]
                        );
                    }),
            ]
        );

    private static Predictions OfNumbers(SamplePictures pictures, Dictionary<string, string> hashes, Random random) =>
        new(
            ["brightness", "area"],
            [
                .. Enumerable
                    .Range(0, 160)
                    .Select(i =>
                    {
                        var (brightness, area) = (0.1 + (random.NextDouble() * 0.8), 200 + (random.NextDouble() * 3000));
                        double Noise(double size) => (random.NextDouble() + random.NextDouble() - 1) * size * (i % 23 == 0 ? 4 : 1);
                        return new PredictionRow(Picture(pictures, hashes, i % 8, i / 8), [brightness, area], [brightness + Noise(0.08), area + Noise(420)]);
                    }),
            ]
        );

    // What fills the picture, and what was found around it: now and then shifted, of another class, twice, or on the ground.
    private static Predictions OfObjects(SamplePictures pictures, Dictionary<string, string> hashes, Random random) =>
        new(
            SamplePictures.Classes,
            [
                .. Enumerable
                    .Range(0, 160)
                    .Select(i =>
                    {
                        var @class = i % 8;
                        double Near(double size) => (random.NextDouble() + random.NextDouble() - 1) * size;
                        double[] Box(double size) => [14 + Near(size), 14 + Near(size), 82 + Near(size), 82 + Near(size)];
                        var found = new List<double[]>();
                        if (random.NextDouble() < 0.9)
                            found.Add([
                                random.NextDouble() < 0.85 ? @class : random.Next(8),
                                0.3 + (random.NextDouble() * 0.7),
                                .. Box(random.NextDouble() < 0.85 ? 6 : 34),
                            ]);
                        if (random.NextDouble() < 0.2)
                            found.Add([@class, random.NextDouble() * 0.6, .. Box(8)]);
                        if (random.NextDouble() < 0.3)
                            found.Add([random.Next(8), random.NextDouble() * 0.5, 1, 60, 22, 94]);
                        return new PredictionRow(
                            Picture(pictures, hashes, @class, i / 8),
                            [96, 96, @class, 14, 14, 82, 82, 4624, 0],
                            [.. found.OrderByDescending(one => one[1]).SelectMany(one => one)]
                        );
                    }),
            ]
        );

    private static string Picture(SamplePictures pictures, Dictionary<string, string> hashes, int @class, int number)
    {
        var file = $"{SamplePictures.Classes[@class]}/{0x1F300 + (@class * 100) + number:x}.png";
        hashes[file] = pictures.Of(@class, number);
        return file;
    }
}
