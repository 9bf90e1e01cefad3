using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Host.Judging;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops evaluate --task --predictions</c>: the report of predictions that were made anywhere.</summary>
internal static class GivenVerb
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(GivenOptions options, ParseResult parsed, bool json, HostOutput output)
    {
        var name = parsed.GetRequiredValue(options.Task);
        var card =
            TaskCards.Find(name)
            ?? throw new RefusedException(
                new Refusal("command.given.task", ("known", string.Join(", ", TaskCards.All.Select(task => task.Name))), ("received", name))
            );
        var (file, truth) = (parsed.GetRequiredValue(options.Predictions)!, parsed.GetValue(options.Truth));
        var (predictions, decoding) = card.JudgeFiles(file, truth) ?? card.Judge(GivenFile.Read(file, truth, output.Say));
        var report = card.Report(predictions, decoding);
        if (json)
        {
            output.Text(Document(report, predictions.Rows.Count).ToJsonString(Compact));
            return ExitCode.Done;
        }
        var metrics = report.Over().Select(metric => $"{metric.Key} {metric.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "not defined"}");
        output.Text($"{predictions.Rows.Count} row{(predictions.Rows.Count == 1 ? "" : "s")}: {string.Join(", ", metrics)}.");
        return ExitCode.Done;
    }

    // The summary with its rows; what was predicted stands among the metrics too.
    private static JsonObject Document(IReport report, int count)
    {
        var document = report.Summary.DeepClone().AsObject();
        JsonObject[] rows = [.. Enumerable.Range(0, count).Select(report.Row).OfType<JsonObject>()];
        if (rows.Length == 0)
        {
            return document;
        }
        if (document["metrics"] is JsonObject metrics)
        {
            metrics["yPred"] = new JsonArray([.. rows.Select(row => row["predicted"]?.DeepClone())]);
        }
        document["predictions"] = new JsonArray([.. rows]);
        return document;
    }
}
