using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary><c>evaluation.json</c>: a report's summary, and its rows where the task lists some.</summary>
public static class EvaluationText
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="decoding">What was fitted after training; null for nothing.</param>
    public static string Of(ITaskCard card, Predictions predictions, JsonObject? decoding) => Of(card.Report(predictions, decoding), predictions.Rows.Count);

    /// <param name="rows">How many the report is made of.</param>
    public static string Of(IReport report, int rows)
    {
        var text = report.Summary;
        JsonObject?[] listed = [.. Enumerable.Range(0, rows).Select(report.Row)];
        if (listed.All(row => row is not null))
            text["predictions"] = new JsonArray([.. listed]);
        return text.ToJsonString(Web);
    }

    /// <summary>The report in one sentence.</summary>
    public static string Sentence(IReport report, Predictions predictions) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", report.Over().Select(metric => $"{metric.Key} {(metric.Value is { } value ? value.ToString("0.####", CultureInfo.InvariantCulture) : "not defined")}"))}{(predictions.Loss is { } loss ? $", loss {loss:0.####}" : "")}, on {predictions.Rows.Count} examples."
        );
}
