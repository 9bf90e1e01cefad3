using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Predictions;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>Replays the stored preprocessing and model, in a worker, on examples that training evaluated: it must give the same numbers, else what is served
/// is not what was measured.</summary>
public sealed class ParityCheck(ModelFolders folders, IWorkerCalls calls, StorageLayout layout)
{
    public const double Tolerance = 1e-4;
    private const int Most = 16;

    // A line a text.
    private const string Lines = "texts.jsonl";

    /// <param name="backbone">What refusals call the network by; null for none.</param>
    public async Task<Outcome<Parity>> RunAsync(
        string artifact,
        string preprocessingJson,
        StoredEvaluation evaluation,
        DatasetManifest manifest,
        CancellationToken cancellationToken,
        string? backbone = null
    )
    {
        var entryOf = manifest.Entries.ToDictionary(e => e.Path);
        if (evaluation.Predictions is not { } said || TaskCards.Find(evaluation.Task) is not { } task)
            return Outcome<Parity>.Refused(new Refusal("jobs.parity.unreadable", ("why", evaluation.Fault ?? new Refusal("evaluation.bare"))));
        // Of a cross-validated run, the rows that the kept model judged.
        var sample = Sample([
            .. Enumerable.Range(0, said.Rows.Count).Where(i => said.Rows[i].Fold == said.ModelFold && entryOf.ContainsKey(said.Rows[i].Name)),
        ]);
        if (sample.Count == 0)
            return Outcome<Parity>.Refused(new Refusal("jobs.parity.none"));
        var prepared = await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken);
        if (prepared.Value is not { } model)
            return Outcome<Parity>.Refused(prepared.Reason!);

        var folder = Path.Combine(layout.Scratch, "parity-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            DatasetEntry[] entries = [.. sample.Select(row => entryOf[said.Rows[row].Name])];
            var laid = manifest.Blobs is { } blobs ? LayTexts(folder, entries, blobs) : LayFiles(folder, entries);
            if (laid.Value is not { } input)
                return Outcome<Parity>.Refused(laid.Reason!);
            var answer = await calls.CallAsync(new(new("work.what.parity"), ["predict", "--model", model, "--input", input, "--json"]), cancellationToken);
            if (!answer.IsDone)
                return Outcome<Parity>.Refused(new Refusal("jobs.parity.unchecked", ("why", answer.Why!)));
            var compared = Compare(task, said, sample, answer.Output, manifest.Blobs is null ? FileName : (i, _) => $"{Lines}#{i + 1}");
            return compared.Reason is { } why && backbone is not null && Function(preprocessingJson) is { } function
                ? Outcome<Parity>.Refused(new Refusal("jobs.parity.function", ("backbone", backbone), ("function", function), ("why", why)))
                : compared;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As it is stored: its name, and what it does.
    private static string? Function(string preprocessingJson) =>
        JsonNode.Parse(preprocessingJson)?["preprocessing"] is JsonObject function && (string?)function["name"] is { } name
            ? $"{name} ({string.Join(", ", (function["steps"] as JsonArray ?? []).Select(step => (string?)step?["op"]))})".Replace(" ()", "")
            : null;

    /// <summary>Compares training-time predictions with replayed ones (the JSON of <c>mlops predict</c>).</summary>
    /// <param name="sample">Rows of the predictions.</param>
    /// <param name="nameOf">What a replayed example is called, by its place in the sample and its name; null for pictures' files.</param>
    public static Outcome<Parity> Compare(
        ITaskCard task,
        Core.Tasks.Predictions expected,
        IReadOnlyList<int> sample,
        string json,
        Func<int, string, string>? nameOf = null
    )
    {
        var document = JsonNode.Parse(json)!.AsObject();
        if (document["classes"] is JsonArray classes && !classes.Select(c => (string?)c).SequenceEqual(expected.Names))
            return Outcome<Parity>.Refused(
                new Refusal(
                    "jobs.parity.classes",
                    ("expected", string.Join(", ", expected.Names)),
                    ("received", string.Join(", ", classes.Select(c => (string?)c)))
                )
            );
        var replayed = document["predictions"]!.AsArray().ToDictionary(p => Path.GetFileName((string)p!["file"]!), p => p!.AsObject());
        var largest = 0.0;
        for (var i = 0; i < sample.Count; i++)
        {
            var row = expected.Rows[sample[i]];
            if (!replayed.TryGetValue((nameOf ?? FileName)(i, row.Name), out var answer))
                return Outcome<Parity>.Refused(new Refusal("jobs.parity.noAnswer", ("picture", row.Name)));
            var difference = task.Difference(expected, sample[i], answer);
            if (!(difference <= Tolerance))
                return Outcome<Parity>.Refused(
                    new Refusal(
                        "jobs.parity.differs",
                        ("picture", row.Name),
                        ("expected", Numbers(row.Output)),
                        ("received", Numbers(answer)),
                        ("difference", difference.ToString("0.#e0", CultureInfo.InvariantCulture)),
                        ("most", Tolerance.ToString("0.#e0", CultureInfo.InvariantCulture))
                    )
                );
            largest = Math.Max(largest, difference);
        }
        return new Parity(sample.Count, largest, Tolerance);
    }

    private Outcome<string> LayFiles(string folder, DatasetEntry[] entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            var blob = layout.Blob(entries[i].Sha256);
            if (!File.Exists(blob))
                return Gone(entries[i]);
            File.CreateSymbolicLink(Path.Combine(folder, FileName(i, entries[i].Path)), blob);
        }
        return folder;
    }

    private Outcome<string> LayTexts(string folder, DatasetEntry[] entries, IReadOnlyList<string> blobs)
    {
        var file = Path.Combine(folder, Lines);
        using var lines = new StreamWriter(file);
        foreach (var entry in entries)
        {
            var path = layout.Blob(blobs[entry.Blob!.Value]);
            if (!File.Exists(path))
                return Gone(entry);
            using var blob = File.OpenRead(path);
            if (entry.Offset + entry.Bytes > blob.Length)
                return Gone(entry);
            blob.Position = entry.Offset!.Value;
            var bytes = new byte[entry.Bytes];
            blob.ReadExactly(bytes);
            lines.WriteLine(new JsonObject { ["text"] = Encoding.UTF8.GetString(bytes) }.ToJsonString());
        }
        return file;
    }

    private static Outcome<string> Gone(DatasetEntry entry) => Outcome<string>.Refused(new Refusal("jobs.parity.picture", ("picture", entry.Path)));

    private static string Numbers(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Take(10).Select(n => n.ToString("0.0000", CultureInfo.InvariantCulture)));

    private static string Numbers(JsonObject answer) =>
        (answer["probabilities"] ?? answer["values"]) switch
        {
            JsonArray { Count: > 0 } numbers when numbers.All(n => n?.GetValueKind() == JsonValueKind.Number) => Numbers(
                numbers.Select(n => n.Deserialize<double>())
            ),
            JsonObject values when values.All(v => v.Value?.GetValueKind() == JsonValueKind.Number) => Numbers(
                values.Select(v => v.Value.Deserialize<double>())
            ),
            _ => "no numbers",
        };

    // Spread over the whole evaluation, so that every class has its chance.
    private static IReadOnlyList<int> Sample(IReadOnlyList<int> all) =>
        all.Count <= Most ? all : [.. Enumerable.Range(0, Most).Select(i => all[(int)((long)i * all.Count / Most)])];

    private static string FileName(int index, string path) => index.ToString("000", CultureInfo.InvariantCulture) + Path.GetExtension(path).ToLowerInvariant();
}
