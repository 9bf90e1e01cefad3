namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Rows of separated values with quotes and line feeds in cells. A row whose quotes do not close is reported alone: reading goes on in the line after
/// the one it begins in.</summary>
internal sealed class DelimitedRows(IEnumerable<TextLine> lines, char separator)
{
    private const int LongestRow = 1 << 20,
        MostLines = 2_000;

    // Lines that are read again after quotes that did not close. When it is used up, cells end with their line.
    private long _again = 256L << 20;

    /// <param name="cells">Cells that a row has; one of several lines that has others was no row. Null where that is not known.</param>
    /// <returns>Without rows of which nothing is there.</returns>
    public IEnumerable<TableRow> Read(int? cells = null)
    {
        using var source = lines.GetEnumerator();
        var back = new Stack<TextLine>();
        var taken = new List<TextLine>();
        var splitter = new RowSplitter(separator);
        while (Next(source, back) is { } first)
        {
            if (first.Fault is { } fault)
            {
                yield return new TableRow(first.Number, [], fault);
                continue;
            }
            if (string.IsNullOrWhiteSpace(first.Text))
            {
                continue;
            }
            taken.Clear();
            splitter.Begin();
            var isWhole = splitter.Take(first.Text);
            for (long length = first.Text.Length; isWhole == false; )
            {
                if (_again < 0 || taken.Count == MostLines || length > LongestRow || Next(source, back) is not { } more)
                {
                    isWhole = null;
                    break;
                }
                taken.Add(more);
                length += more.Text.Length;
                isWhole = more.Fault is null ? splitter.Take(more.Text) : null;
            }
            if (isWhole is null || (taken.Count > 0 && cells is { } count && splitter.Cells.Count != count))
            {
                for (var i = taken.Count - 1; i >= 0; i--)
                {
                    back.Push(taken[i]);
                    _again -= taken[i].Text.Length + 1;
                }
                yield return new TableRow(first.Number, [], isWhole is null ? RowFaults.Quotes : RowFaults.Cells);
                continue;
            }
            yield return splitter.Cells.Count > RowSplitter.MostCells
                ? new TableRow(first.Number, [], RowFaults.Cells)
                : new TableRow(first.Number, splitter.Cells);
        }
    }

    private static TextLine? Next(IEnumerator<TextLine> source, Stack<TextLine> back) =>
        back.TryPop(out var line) ? line
        : source.MoveNext() ? source.Current
        : null;
}
