namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>One palette that colour-blind people can tell apart. A run keeps its colour on every page.</summary>
public static class SeriesColors
{
    public const int Count = 8;

    /// <summary>Name of the CSS variable for a run, by its number.</summary>
    public static string OfRun(int number) => $"--series-{((number - 1) % Count + Count) % Count}";

    /// <summary>Lengths of dashes where the colours don't suffice.</summary>
    public const int Dashes = 5,
        Dots = 2;

    /// <summary>How runs are drawn side by side: each in its own colour, or the next free one where another has it; beyond eight runs in dashes, then in
    /// dots.</summary>
    /// <param name="numbers">Of the runs, in the order in which they choose.</param>
    public static IReadOnlyDictionary<int, SeriesLine> Among(IEnumerable<int> numbers)
    {
        var lines = new Dictionary<int, SeriesLine>();
        foreach (var group in numbers.Distinct().Chunk(Count))
        {
            var dash = (lines.Count / Count) switch
            {
                0 => 0,
                1 => Dashes,
                _ => Dots,
            };
            var free = Enumerable.Range(0, Count).Select(At).ToList();
            var own = group.GroupBy(OfRun).Select(same => same.First()).ToList();
            foreach (var number in own)
            {
                lines[number] = new(OfRun(number), dash);
                free.Remove(OfRun(number));
            }
            foreach (var (number, color) in group.Except(own).Zip(free))
                lines[number] = new(color, dash);
        }
        return lines;
    }

    /// <summary>Name of the CSS variable by position, for charts that show no runs.</summary>
    public static string At(int index) => $"--series-{index % Count}";

    /// <summary>As a CSS value: <c>var(--series-3)</c>.</summary>
    public static string Css(string variable) => $"var({variable})";
}
