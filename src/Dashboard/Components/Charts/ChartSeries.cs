namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <param name="Color">Name of a CSS variable, such as <c>--series-0</c>.</param>
/// <param name="Points">In order of x; a null y is a gap.</param>
/// <param name="Dash">Length of a dash in pixels; 0 for a whole line.</param>
/// <param name="Faint">Drawn behind, pale: raw values under a smoothed line. Left out of legend and table.</param>
public sealed record ChartSeries(string Name, string Color, IReadOnlyList<ChartPoint> Points, int Dash = 0, bool Faint = false);
