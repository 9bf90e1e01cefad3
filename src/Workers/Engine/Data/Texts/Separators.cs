namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>What stands between the cells of a table: what Excel says in a first line <c>sep=;</c>, else what splits the first rows alike.</summary>
internal static class Separators
{
    private const int SampleRows = 100;
    private static readonly char[] Known = ['\t', ',', ';', '|'];

    /// <param name="lines">From the file's beginning, as often as asked.</param>
    /// <returns>Null where every line is one cell; and the lines to pass over.</returns>
    public static (char? Separator, int Skipped) Find(Func<IEnumerable<TextLine>> lines)
    {
        var first = lines().FirstOrDefault().Text?.TrimEnd('\r') ?? "";
        if (first is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var said])
        {
            return (said, 1);
        }
        char? best = null;
        var most = 0.0;
        foreach (var separator in Known)
        {
            int[] counts = [.. new DelimitedRows(lines(), separator).Read().Take(SampleRows).Where(row => row.Fault is null).Select(row => row.Cells.Count)];
            if (counts.Length == 0)
            {
                continue;
            }
            var usual = counts.CountBy(count => count).OrderByDescending(count => count.Value).ThenByDescending(count => count.Key).First();
            // Of a table most rows are alike; of lines of prose with commas few.
            var share = usual.Value / (double)counts.Length;
            if (usual.Key > 1 && share > most && share >= (counts.Length < 5 ? 1 : 0.6))
            {
                (best, most) = (separator, share);
            }
        }
        return (best, 0);
    }
}
