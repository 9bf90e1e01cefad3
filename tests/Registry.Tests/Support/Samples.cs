using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>Made-up inputs, small and the same each time.</summary>
public static class Samples
{
    public const string Preprocessing =
        """{"imageSize":[224,200],"colorMode":"rgb","interpolation":"bilinear","cropToAspectRatio":false,"preprocessing":{"name":"lite","steps":[{"op":"subtract","values":[127]},{"op":"divide","values":[128]}]},"classNames":["cat","dog"]}""";

    public static TrainingSpec Spec(string strategy = StrategyNames.FeatureExtraction, string backbone = "EfficientNetLite0") =>
        SpecPresets.For(strategy, backbone, "dataset:pets/v1");

    public static DatasetManifest Manifest(int perClass, params string[] classes) =>
        new(
            [.. classes.Order(StringComparer.Ordinal)],
            [
                .. from c in classes
                from i in Enumerable.Range(0, perClass)
                select new DatasetEntry($"{c}/{i}.png", c, 100 + i, Sha($"{c}{i}"), 128, i == 0 ? 96 : 128, i == 1 ? ["near-constant"] : null),
            ]
        );

    public static ImportReport Report(DatasetManifest manifest) =>
        new(
            manifest.Entries.Count,
            [new("x/readme.txt", "not-an-image", "readme.txt is not a picture.")],
            [.. manifest.ClassNames.Select(c => new ClassCount(c, manifest.Entries.Count(e => e.Class == c)))],
            manifest.Entries.Sum(e => e.Bytes)
        );

    public static async Task<string> WriteManifestAsync(string folder, DatasetManifest manifest)
    {
        var path = Path.Combine(folder, "scratch", Guid.NewGuid().ToString("N") + ".json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(manifest, DatasetManifest.Json));
        return path;
    }

    public static StartedEvent Started(IReadOnlyList<string> classes, bool resumed = false) =>
        new(150, 3_400_000, 10_248, 80, 20, classes, "CPU, 2 threads", Resumed: resumed, EngineVersion: "0.1.0");

    public static StageEvent Stage(int index, int first, int last, string hash = "aa") =>
        new(index, index == 0 ? "feature extraction" : "fine-tuning", ["dense"], 10_248, "inference", 0.001, hash, "fffff", first, last);

    public static EpochEvent Epoch(
        int epoch,
        int stage = 0,
        double? loss = 0.5,
        double? accuracy = 0.9,
        double? valLoss = 0.6,
        double? valAccuracy = 0.8,
        double rate = 0.001,
        string hash = "aa"
    ) => new(epoch, stage, MetricValues.Of(("loss", loss), ("accuracy", accuracy), ("val_loss", valLoss), ("val_accuracy", valAccuracy)), rate, 2.5, hash, 120);

    /// <summary>Pictures <c>CLASS/0.png</c>...; those in <paramref name="wrong"/> are taken for the next class.</summary>
    public static string EvaluationJson(IReadOnlyList<string> classes, int perClass = 5, params string[] wrong)
    {
        var predictions = new List<PicturePrediction>();
        var matrix = classes.Select(_ => new int[classes.Count]).ToArray();
        for (var c = 0; c < classes.Count; c++)
        {
            for (var i = 0; i < perClass; i++)
            {
                var file = $"{classes[c]}/{i}.png";
                var predicted = wrong.Contains(file) ? (c + 1) % classes.Count : c;
                matrix[c][predicted]++;
                predictions.Add(new(file, c, predicted, 0.9 - (0.01 * i), [.. classes.Select((_, k) => k == predicted ? 0.9f - (0.01f * i) : 0.05f)]));
            }
        }
        var samples = predictions.Count;
        var report = new EvaluationReport(
            "image-classification",
            classes,
            samples,
            0.3,
            1 - ((double)wrong.Length / samples),
            1,
            matrix,
            [.. classes.Select(c => new ClassReport(c, 0.9, 0.9, 0.9, perClass))],
            new(0.9, 0.9, 0.85),
            new(0.9, 0.9, 0.9),
            new(0.05, []),
            predictions
        );
        return JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web));
    }

    public static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
