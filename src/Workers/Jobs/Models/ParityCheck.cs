using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>What the check of preprocessing parity found.</summary>
/// <param name="LargestDifference">Of log-probabilities, relative to the largest absolute one where that is above 1.</param>
public sealed record Parity(int Pictures, double LargestDifference, double Tolerance)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Pictures} pictures, largest log-probability difference {LargestDifference:0.#e0}");
}

/// <summary>Replays the stored preprocessing and model, in a worker, on pictures that training evaluated: it must give the same numbers, else what is served is not what was measured.</summary>
/// <remarks>
/// Compared are log-probabilities, the logits up to a constant per picture that softmax takes away. Probabilities below 1e-6 are not compared:
/// the single precision in which both sides store them holds too few digits of their logarithm.
/// </remarks>
public sealed class ParityCheck(ModelFolders folders, IWorkerCalls calls, StorageLayout layout)
{
    public const double Tolerance = 1e-4;
    private const int Most = 16;
    private const double Smallest = 1e-6;

    public async Task<Outcome<Parity>> RunAsync(string artifact, string preprocessingJson, EvaluationReport evaluation, DatasetManifest manifest, CancellationToken cancellationToken)
    {
        var shaOf = manifest.Entries.ToDictionary(e => e.Path, e => e.Sha256);
        var sample = Sample(evaluation.Predictions.Where(p => p.Fold == evaluation.ModelFold && shaOf.ContainsKey(p.File)).ToList());
        if (sample.Count == 0) return Outcome<Parity>.Refused("Preprocessing parity can't be checked: the evaluation holds no picture of the dataset.");
        var prepared = await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken);
        if (prepared.Value is not { } model) return Outcome<Parity>.Refused(prepared.Reason!);

        var folder = Path.Combine(layout.Scratch, "parity-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            for (var i = 0; i < sample.Count; i++)
            {
                var blob = layout.Blob(shaOf[sample[i].File]);
                if (!File.Exists(blob)) return Outcome<Parity>.Refused($"Preprocessing parity can't be checked: the picture {sample[i].File} is missing from the store.");
                File.CreateSymbolicLink(Path.Combine(folder, FileName(i, sample[i].File)), blob);
            }
            var answer = await calls.CallAsync(new("Parity check", ["predict", "--model", model, "--input", folder, "--json"]), cancellationToken);
            return answer.IsDone ? Compare(sample, answer.Output, evaluation.ClassNames) : Outcome<Parity>.Refused($"Preprocessing parity could not be checked. {answer.Sentence}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Compares training-time predictions with replayed ones (the JSON of <c>mlops predict</c>).</summary>
    public static Outcome<Parity> Compare(IReadOnlyList<PicturePrediction> expected, string json, IReadOnlyList<string> classNames)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("classes", out var classes) && classes.ValueKind == JsonValueKind.Array
            && !classes.EnumerateArray().Select(c => c.GetString()).SequenceEqual(classNames))
            return Outcome<Parity>.Refused($"Preprocessing parity failed: expected the classes {string.Join(", ", classNames)}; the stored preprocessing names {string.Join(", ", classes.EnumerateArray().Select(c => c.GetString()))}.");
        var replayed = document.RootElement.GetProperty("predictions").EnumerateArray()
            .ToDictionary(p => Path.GetFileName(p.GetProperty("file").GetString()!), p => p.GetProperty("probabilities").EnumerateArray().Select(v => v.GetDouble()).ToArray());
        var largest = 0.0;
        for (var i = 0; i < expected.Count; i++)
        {
            var picture = expected[i];
            if (!replayed.TryGetValue(FileName(i, picture.File), out var now)) return Outcome<Parity>.Refused($"Preprocessing parity failed: the worker gave no prediction for {picture.File}.");
            if (now.Length != picture.Probabilities.Count) return Outcome<Parity>.Refused($"Preprocessing parity failed: expected {picture.Probabilities.Count} probabilities for {picture.File}; received {now.Length}.");
            var difference = Difference(picture.Probabilities, now);
            if (difference > Tolerance)
                return Outcome<Parity>.Refused(string.Create(CultureInfo.InvariantCulture,
                    $"Preprocessing parity failed: for {picture.File} training gave {classNames[picture.Predicted]} {picture.Probability:0.0000}, the stored preprocessing and model give {classNames[Array.IndexOf(now, now.Max())]} {now.Max():0.0000} (log-probability difference {difference:0.#e0}, allowed {Tolerance:0.#e0})."));
            largest = Math.Max(largest, difference);
        }
        return new Parity(expected.Count, largest, Tolerance);
    }

    private static double Difference(IReadOnlyList<float> expected, double[] now)
    {
        var largest = 0.0;
        for (var k = 0; k < now.Length; k++)
        {
            if (!double.IsFinite(now[k])) return double.PositiveInfinity;
            if (expected[k] < Smallest && now[k] < Smallest) continue;
            var (was, logged) = (Math.Log(Math.Max(expected[k], 1e-30)), Math.Log(Math.Max(now[k], 1e-30)));
            largest = Math.Max(largest, Math.Abs(was - logged) / Math.Max(1, Math.Abs(was)));
        }
        return largest;
    }

    // Spread over the whole evaluation, so that every class has its chance.
    private static IReadOnlyList<PicturePrediction> Sample(IReadOnlyList<PicturePrediction> all) =>
        all.Count <= Most ? all : [.. Enumerable.Range(0, Most).Select(i => all[(int)((long)i * all.Count / Most)])];

    private static string FileName(int index, string path) => index.ToString("000", CultureInfo.InvariantCulture) + Path.GetExtension(path).ToLowerInvariant();
}
