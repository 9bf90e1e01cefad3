using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>
/// Evaluations as the database holds them: <c>evaluation.json</c> without its rows, and under <see cref="Member"/> the SHA-256 of the artifact that has them.
/// One that is older holds its rows itself.
/// </summary>
public sealed class EvaluationReader(IArtifactStore artifacts)
{
    /// <summary><c>{"predictionsFile":{"sha256":"..."}}</c>.</summary>
    public const string Member = "predictionsFile";

    private const long MostKept = 128L << 20;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly RecentEvaluations recent = new(MostKept);

    /// <summary>The document to store. Without an artifact, and where it is no JSON object, it stays as it came.</summary>
    /// <param name="predictions">SHA-256 of predictions.jsonl in the artifact store; null for none.</param>
    public static string Stored(string evaluationJson, string? predictions)
    {
        if (predictions is null || Parse(evaluationJson).Document is not { } document)
            return evaluationJson;
        document.Remove("predictions");
        document[Member] = new JsonObject { ["sha256"] = predictions };
        return document.ToJsonString(Web);
    }

    /// <returns>The document, or why it can't be read; neither where there is none.</returns>
    public static (JsonObject? Document, string? Fault) Parse(string? evaluationJson)
    {
        if (evaluationJson is null)
            return (null, null);
        try
        {
            return JsonNode.Parse(evaluationJson) is JsonObject document ? (document, null) : (null, "Expected a JSON object.");
        }
        catch (JsonException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>SHA-256 of the artifact that has a stored document's rows; null where none has.</summary>
    public static string? PredictionsOf(string? evaluationJson) =>
        Parse(evaluationJson).Document?[Member] is JsonObject file && file["sha256"] is JsonValue hash && hash.TryGetValue<string>(out var sha256)
            ? sha256
            : null;

    /// <summary>With all rows; those of an artifact and the report of them are made once and shared for a while.</summary>
    /// <param name="preprocessingJson">What stands beside the model: how its outputs are decoded; null for nothing.</param>
    /// <returns>Null where there is none or it can't be read; with a fault where its predictions can't be.</returns>
    public async Task<StoredEvaluation?> ReadAsync(string? evaluationJson, string? preprocessingJson, CancellationToken cancellationToken)
    {
        if (Parse(evaluationJson).Document is not { } document)
            return null;
        var outputs = PipelineOutputs.Of(preprocessingJson);
        var task = document["task"] is JsonValue named && named.TryGetValue<string>(out var name) ? name : outputs.Task;
        StoredEvaluation Missing(Refusal why) => new(task, document, null, outputs.Decoding, why);
        try
        {
            if ((string?)document[Member]?["sha256"] is not { } sha256)
            {
                var within = TaskCards.Find(task)?.Within(document);
                document.Remove("predictions");
                return within is null ? Missing(new("evaluation.bare")) : StoredEvaluation.Of(task, document, within, outputs.Decoding);
            }
            await using var file = await artifacts.OpenAsync(sha256, cancellationToken);
            if (file is null)
                return Missing(new(RefusalKind.Unavailable, "evaluation.missing", ("hash", sha256[..Math.Min(12, sha256.Length)])));
            var key = new RecentEvaluations.Key(sha256, task, outputs.Decoding?.ToJsonString());
            if (recent.Find(key) is { } known)
                return known with { Summary = document };
            // Reading and judging many rows takes long: not on the thread that draws a page.
            var read = await Task.Run(
                () => StoredEvaluation.Of(task, [], PredictionsFile.Read(file, PredictionsFile.FileName), outputs.Decoding),
                cancellationToken
            );
            if (read.Fault is null)
                recent.Keep(key, read);
            return read with { Summary = document };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or RefusedException or NullReferenceException)
        {
            return Missing(new("evaluation.unreadable", ("why", e is RefusedException refused ? refused.Reason : Refusal.OfSentence(e.Message))));
        }
    }
}
