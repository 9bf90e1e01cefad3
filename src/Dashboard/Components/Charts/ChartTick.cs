namespace MlOpsDashboard.Dashboard.Components.Charts;

public sealed record ChartTick(double X, string Label);
