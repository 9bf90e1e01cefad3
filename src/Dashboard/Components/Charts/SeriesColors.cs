namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>One palette that colour-blind people can tell apart. A run keeps its colour on every page.</summary>
public static class SeriesColors
{
    public const int Count = 8;

    /// <summary>Name of the CSS variable for a run, by its number.</summary>
    public static string OfRun(int number) => $"--series-{((number - 1) % Count + Count) % Count}";

    /// <summary>Name of the CSS variable by position, for charts that show no runs.</summary>
    public static string At(int index) => $"--series-{index % Count}";

    /// <summary>As a CSS value: <c>var(--series-3)</c>.</summary>
    public static string Css(string variable) => $"var({variable})";
}
