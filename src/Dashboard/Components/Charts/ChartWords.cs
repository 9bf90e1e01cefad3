namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>What the browser says beside a chart's numbers.</summary>
/// <param name="Missing">Where there is no value.</param>
/// <param name="Seconds">Behind a number of seconds.</param>
/// <param name="Minutes">Behind a number of minutes.</param>
public sealed record ChartWords(string Missing, string Seconds, string Minutes);
