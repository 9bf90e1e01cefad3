using System.Globalization;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Figures of a report of objects as pages show them.</summary>
internal static class ObjectFigures
{
    /// <summary>One of COCO's numbers; null where no object decides it, which COCO writes as -1.</summary>
    public static double? Stat(JsonObject summary, string name) => ReportFigures.Number(summary, "metrics", "stats", name) is >= 0 and var value ? value : null;

    /// <summary>A number of an SVG.</summary>
    public static string Svg(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
