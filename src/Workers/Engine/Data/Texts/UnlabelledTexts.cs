using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Texts of which nothing is said, to be answered: a text a line (<c>.txt</c>), or a column of a table.</summary>
public static class UnlabelledTexts
{
    private const int SampleRows = 1_000;

    /// <summary>Each with a name of its own (<c>reviews.csv#12</c>: the file and the line), in the file's order; an empty line or cell is a text too.</summary>
    /// <param name="column">The column of texts; null takes one named as such columns are, else the longest.</param>
    /// <exception cref="RefusedException">The file is missing or holds no text, there is no such column, or a row can't be read.</exception>
    public static IReadOnlyList<(string Name, string Text)> Read(string path, string? column = null)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("texts.source.missing", ("path", path)));
        }
        var (encoding, rows) = Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) ? Lines(path) : Column(path, column);
        var texts = new List<(string, string)>();
        foreach (var row in rows)
        {
            if (row.Fault is { } fault)
            {
                throw new RefusedException(
                    new Refusal(
                        "texts.source.row",
                        ("path", path),
                        ("line", row.Line),
                        ("reason", RowFaults.Reason(fault, ("encoding", encoding.Title), ("most", TextLines.LongestLine >> 20), ("count", row.Cells.Count)))
                    )
                );
            }
            texts.Add(($"{Path.GetFileName(path)}#{row.Line}", row.Cells[0]));
        }
        return texts.Count > 0 ? texts : throw new RefusedException(new Refusal("texts.source.none", ("path", path)));
    }

    private static (TextEncoding Encoding, IEnumerable<TableRow> Rows) Lines(string path)
    {
        var guess = TextEncodingGuess.Of(() => File.OpenRead(path));
        return (
            guess.First,
            TextLines
                .Of(() => File.OpenRead(path), guess.First, guess.MarkBytes)
                .Select(line => new TableRow(line.Number, [line.Text.TrimEnd('\r')], line.Fault))
        );
    }

    private static (TextEncoding Encoding, IEnumerable<TableRow> Rows) Column(string path, string? column)
    {
        var form = TableForm.Of(Path.GetFileName(path), () => File.OpenRead(path), said: null);
        var sample = form.Rows(null).Where(row => row.Fault is null).Take(SampleRows).ToList();
        if (sample.Count == 0)
        {
            throw new RefusedException(new Refusal("texts.source.none", ("path", path)));
        }
        var hasHeader = form.Members is null && (column is not null || TextTable.IsHeader(sample));
        IReadOnlyList<string> names = form.Members ?? [.. sample[0].Cells.Select((cell, i) => hasHeader ? cell.Trim() : $"column {i + 1}")];
        var texts = hasHeader ? sample.Skip(1) : sample;
        var at = At(path, names, [.. names.Select((_, i) => texts.Sum(row => i < row.Cells.Count ? row.Cells[i].Length : 0))], column);
        return (form.Encoding, form.Rows(null).Skip(hasHeader ? 1 : 0).Select(row => Only(row, at)));
    }

    private static int At(string path, IReadOnlyList<string> names, int[] lengths, string? column)
    {
        if (column is null)
        {
            return Enumerable.Range(0, names.Count).OrderByDescending(i => ColumnNames.IsText(names[i])).ThenByDescending(i => lengths[i]).FirstOrDefault();
        }
        var at = names.ToList().FindIndex(name => name.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));
        return at >= 0
            ? at
            : throw new RefusedException(
                new Refusal("texts.table.column", ("name", Path.GetFileName(path)), ("columns", string.Join(", ", names.Take(20))), ("received", column))
            );
    }

    // What a row has not is no text.
    private static TableRow Only(TableRow row, int at) => row with { Cells = [at < row.Cells.Count ? row.Cells[at] : ""] };
}
