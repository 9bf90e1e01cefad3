using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Dashboard.Components.Charts;

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

    /// <summary>Stands for a point's x in <see cref="Link"/>.</summary>
    public const string LinkX = "{x}";

    /// <summary>The address that a click on a point opens; null for none.</summary>
    public string? Link { get; init; }

    /// <summary>A share against another: both axes from 0 to 100 %.</summary>
    public static ChartOptions OfShares(string title) =>
        new()
        {
            Title = title,
            XNumber = ChartNumber.Percent,
            YNumber = ChartNumber.Percent,
            XMin = 0,
            XMax = 1,
            XStep = 0.2,
            YMin = 0,
            YMax = 1,
            YStep = 0.2,
        };

    /// <summary>What is said while there are no points.</summary>
    public string NoData { get; } = Texts["NothingYet"];

    public ChartWords Words { get; } = new(Texts["Missing"], Texts["Seconds"], Texts["Minutes"]);
}
