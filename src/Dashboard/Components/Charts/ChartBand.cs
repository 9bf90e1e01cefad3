namespace MlOpsDashboard.Dashboard.Components.Charts;

public sealed record ChartBand(double From, double To, string Label, bool Strong);
