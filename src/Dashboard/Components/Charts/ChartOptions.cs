using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>What kind of drawing.</summary>
public enum ChartKind { Line, Bar, Scatter }

/// <summary>How numbers of an axis are said.</summary>
public enum ChartNumber { Plain, Percent, Whole, Seconds }

/// <summary>A chart as data. Colours are names of CSS variables (<c>--series-0</c>), so that a theme change recolours it.</summary>
public sealed record ChartOptions
{
    private static readonly TextResource Texts = new(typeof(ChartTexts));

    public ChartKind Kind { get; init; } = ChartKind.Line;
    /// <summary>Said to screen readers, and the caption of the table view.</summary>
    public required string Title { get; init; }
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];
    public string? XTitle { get; init; }
    public string? YTitle { get; init; }
    public ChartNumber XNumber { get; init; } = ChartNumber.Whole;
    public ChartNumber YNumber { get; init; }
    /// <summary>Ends of the axes; fixed ends keep a live chart from jumping. Null: from the data.</summary>
    public double? XMin { get; init; }
    public double? XMax { get; init; }
    public double? YMin { get; init; }
    public double? YMax { get; init; }
    /// <summary>Distance of the labels on each axis; null lets the chart choose.</summary>
    public double? XStep { get; init; }
    public double? YStep { get; init; }
    /// <summary>A logarithmic y axis; its ends and step are then given as logarithms to base 10.</summary>
    public bool LogY { get; init; }
    /// <summary>Names along the x axis of a bar chart.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
    public bool Horizontal { get; init; }
    /// <summary>Shaded stretches of the x axis: the stages of a run.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];
    /// <summary>Ringed points: the best epoch.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];
    /// <summary>Dashed lines across: learning-rate drops.</summary>
    public IReadOnlyList<ChartTick> Ticks { get; init; } = [];
    /// <summary>Charts of one group share their hover. Null for none.</summary>
    public string? Group { get; init; }
    public bool Legend { get; init; } = true;
    /// <summary>What is said while there are no points.</summary>
    public string NoData { get; } = Texts["NothingYet"];
}

/// <param name="Color">Name of a CSS variable, such as <c>--series-0</c>.</param>
/// <param name="Points">In order of x; a null y is a gap.</param>
/// <param name="Dash">Length of a dash in pixels; 0 for a whole line.</param>
/// <param name="Faint">Drawn behind, pale: raw values under a smoothed line. Left out of legend and table.</param>
public sealed record ChartSeries(string Name, string Color, IReadOnlyList<ChartPoint> Points, int Dash = 0, bool Faint = false);

public readonly record struct ChartPoint(double X, double? Y);

public sealed record ChartBand(double From, double To, string Label, bool Strong);

public sealed record ChartMark(double X, double Y, string Color, string Label);

public sealed record ChartTick(double X, string Label);
