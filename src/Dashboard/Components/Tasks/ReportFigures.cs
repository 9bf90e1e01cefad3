using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>Reads figures of a report's summary.</summary>
public static class ReportFigures
{
    /// <summary>The number at a path; null where there is none.</summary>
    public static double? Number(JsonNode? summary, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            summary = (summary as JsonObject)?[name];
        return Value(summary);
    }

    /// <summary>The numbers of a list; empty where there is none.</summary>
    public static IReadOnlyList<double?> Numbers(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Value)];

    private static double? Value(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? node.Deserialize<double>() : null;
}
