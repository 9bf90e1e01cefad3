namespace MlOpsDashboard.Dashboard.Components.Charts;

public sealed record ChartMark(double X, double Y, string Color, string Label);
