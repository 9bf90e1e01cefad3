namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>How a series is drawn among others.</summary>
/// <param name="Color">Name of a CSS variable.</param>
/// <param name="Dash">Length of a dash in pixels; 0 for a whole line.</param>
public sealed record SeriesLine(string Color, int Dash)
{
    /// <summary>The mark beside a name, as CSS: filled for a whole line, a ring for dashes, a bar for dots.</summary>
    public string Mark =>
        Dash switch
        {
            0 => $"background:var({Color})",
            SeriesColors.Dashes => $"box-shadow:inset 0 0 0 2px var({Color})",
            _ => $"background:var({Color});height:3px",
        };
}
