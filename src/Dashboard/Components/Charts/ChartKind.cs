namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>What kind of drawing.</summary>
public enum ChartKind
{
    Line,
    Bar,
    Scatter,
}
