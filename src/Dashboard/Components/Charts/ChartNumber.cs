namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>How numbers of an axis are said.</summary>
public enum ChartNumber
{
    Plain,
    Percent,
    Whole,
    Seconds,
}
