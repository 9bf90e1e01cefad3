using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>The members that every report's summary begins with.</summary>
internal static class ReportSummary
{
    public static JsonObject Of(string task, Predictions predictions)
    {
        var summary = new JsonObject
        {
            ["task"] = task,
            ["classNames"] = ReportJson.Names(predictions.Names),
            ["samples"] = predictions.Rows.Count,
            ["loss"] = ReportJson.Number(predictions.Loss),
            ["epoch"] = predictions.Epoch,
        };
        if (predictions.ModelFold is { } fold)
            summary["modelFold"] = fold;
        return summary;
    }
}
