using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// A table of pictures: a column <c>file</c> (relative to the table's folder), and <c>label</c> for one class, <c>labels</c> for any number of them (separated
/// by <c>|</c>; empty for none), or else a
/// column a number. Where they are there <c>split</c> (training, validation or test) and <c>weight</c>. Pictures keep the order of the rows; labels are
/// numbered in ordinal order. No path leaves the
/// folder. A <c>.jsonl</c> file has an object a line with the same members (<c>labels</c> also as a list), a <c>.json</c> file a list of such objects.
/// </summary>
internal static class PictureTable
{
    public const int MostRows = 1_000_000;
    public const long MostBytes = 256L << 20;
    public const float MostWeight = 1e6f;
    public const int LongestLabel = 200;
    private const string File = "file",
        Label = "label",
        Labels = "labels",
        Split = "split",
        WeightColumn = "weight";

    /// <summary>Whether a file is a table by its ending (a <c>.json</c> file only where it begins with a list).</summary>
    public static bool IsOne(string path) =>
        !Directory.Exists(path) && (Has(path, ".csv") || Has(path, ".tsv") || Has(path, ".jsonl") || (Has(path, ".json") && JsonRows.IsList(path)));

    /// <summary>Whether a file may be a table by its name alone.</summary>
    public static bool IsNamedSo(string name) => Has(name, ".csv") || Has(name, ".tsv") || Has(name, ".jsonl") || Has(name, ".json");

    /// <summary>Whether the first rows are those of a table of pictures: a column <c>file</c>, and <c>label</c>, <c>labels</c> or numbers.</summary>
    /// <exception cref="RefusedException">It is no text with rows.</exception>
    public static bool NamesFiles(TextReader reader, string name)
    {
        DelimitedRow[] rows = [.. Delimited(reader, name).Take(2)];
        if (rows.Length < 2)
        {
            return false;
        }
        string[] columns = [.. rows[0].Cells.Select(cell => cell.Trim().ToLowerInvariant())];
        return columns.Contains(File)
            && rows[1].Cells.Count == columns.Length
            && (
                columns.Contains(Label)
                || columns.Contains(Labels)
                || columns
                    .Zip(rows[1].Cells)
                    .All(cell =>
                        cell.First is File or Split or WeightColumn || double.TryParse(cell.Second, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    )
            );
    }

    /// <exception cref="RefusedException">Names the line, what was expected there and what was found.</exception>
    /// <param name="all">Whether two labels are needed, as for training.</param>
    /// <param name="wanted">Whether pictures of a part (null where the table names none) are wanted.</param>
    /// <param name="targets">Which columns are the numbers to learn; null for all that are nothing else.</param>
    public static LabelledFiles Read(string path, bool all, Func<string?, bool> wanted, IReadOnlyList<string>? targets = null)
    {
        using var reader = DelimitedText.Open(path, MostBytes);
        var root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var rows = Rows(reader, Path.GetFileName(path), new InsideFolder(root).Refusal, all, targets);
        rows = rows with { Rows = [.. rows.Rows.Where(row => wanted(row.Part))] };
        return new LabelledFiles(root, rows.Names, rows.ToFiles()) { Kind = rows.Kind };
    }

    /// <summary>The rows of a table, judged.</summary>
    /// <param name="name">The table's; its ending says how it is written.</param>
    /// <param name="refusal">What was expected of a file's name (with forward slashes), or null where it is good.</param>
    /// <param name="all">Whether two labels are needed, as for training.</param>
    /// <param name="targets">Which columns are the numbers to learn; null for all that are nothing else.</param>
    /// <exception cref="RefusedException">Names the line, what was expected there and what was found.</exception>
    public static PictureRows Rows(TextReader reader, string name, Func<string, Refusal?> refusal, bool all = true, IReadOnlyList<string>? targets = null)
    {
        using var rows = Delimited(reader, name).GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new RefusedException(new Refusal("data.table.empty", ("name", name)));
        }
        var columns = TableColumns.Of(rows.Current, name, targets);
        var found = new List<PictureRow>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (rows.MoveNext())
        {
            var row = Parse(rows.Current, columns, refusal, name);
            if (!seen.TryAdd(row.File, row.Line))
            {
                throw Refused(
                    name,
                    row.Line,
                    new("data.expected.fileOnce"),
                    new Refusal("data.received.earlier", ("file", row.File), ("line", seen[row.File].ToString()))
                );
            }
            found.Add(row);
            if (found.Count > MostRows)
            {
                throw Refused(name, row.Line, new("data.expected.mostRows", ("most", MostRows)), new Refusal("data.received.more"));
            }
        }
        if (all && columns.Kind == DatasetKinds.Class && found.DistinctBy(row => row.Label).Take(2).Count() < 2)
        {
            throw new RefusedException(
                new Refusal(
                    "data.table.fewerThanTwo",
                    ("name", name),
                    ("received", found.Count == 0 ? new Refusal("data.words.noRow") : new Refusal("data.words.only", ("name", found[0].Label)))
                )
            );
        }
        if (all && found.Count == 0)
        {
            throw new RefusedException(new Refusal("data.table.noRow", ("name", name)));
        }
        return new PictureRows(columns.Kind, columns.Targets, found);
    }

    private static IEnumerable<DelimitedRow> Delimited(TextReader reader, string name) =>
        Has(name, ".jsonl") || Has(name, ".json") ? JsonRows.Of(reader, name) : new DelimitedText(reader, name).Rows();

    private static PictureRow Parse(DelimitedRow row, TableColumns columns, Func<string, Refusal?> refusal, string name)
    {
        if (row.Cells.Count != columns.Count)
        {
            throw Refused(name, row.Line, new("data.expected.cells", ("count", columns.Count.ToString())), $"{row.Cells.Count}");
        }
        string[] labels = columns.Kind switch
        {
            DatasetKinds.Class => [row.Cells[columns.Label]],
            DatasetKinds.Labels =>
            [
                .. row.Cells[columns.Label].Split('|').Select(label => label.Trim()).Where(label => label.Length > 0).Distinct(StringComparer.Ordinal),
            ],
            _ => [],
        };
        if (labels.FirstOrDefault(label => label.Length is 0 or > LongestLabel || label.Any(char.IsControl)) is { } odd)
        {
            throw Refused(name, row.Line, new("data.expected.label", ("most", LongestLabel)), $"\"{(odd.Length > 60 ? odd[..60] + "..." : odd)}\"");
        }
        double[] numbers = [.. columns.Numbers.Select((column, i) => Number(row.Cells[column], columns.Targets[i], row.Line, name))];
        var file = row.Cells[columns.File].Replace('\\', '/');
        if (refusal(file) is { } expected)
        {
            throw Refused(name, row.Line, expected, $"\"{row.Cells[columns.File]}\"");
        }
        return new PictureRow(
            row.Line,
            file,
            labels,
            numbers,
            columns.Split < 0 ? null : Part(row.Cells[columns.Split], row.Line, name),
            columns.Weight < 0 ? null : Weight(row.Cells[columns.Weight], row.Line, name)
        );
    }

    private static string Part(string cell, int line, string name) =>
        DatasetPart.Named(cell) ?? throw Refused(name, line, new("data.expected.part"), $"\"{cell}\"");

    private static float Weight(string cell, int line, string name) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= MostWeight
            ? weight
            : throw Refused(name, line, new("data.expected.weight"), $"\"{cell}\"");

    private static double Number(string cell, string column, int line, string name) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite((float)number)
            ? number
            : throw Refused(name, line, new("data.expected.number", ("column", column)), $"\"{cell}\"");

    private static bool Has(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static RefusedException Refused(string name, int line, Refusal expected, object received) =>
        new(new Refusal("data.table.line", ("expected", expected), ("name", name), ("line", line), RefusalValue.Of("received", received)));

    /// <summary>Where the columns of a table stand.</summary>
    private sealed record TableColumns(
        string Kind,
        int Count,
        int File,
        int Label,
        int Split,
        int Weight,
        IReadOnlyList<int> Numbers,
        IReadOnlyList<string> Targets
    )
    {
        public static TableColumns Of(DelimitedRow header, string name, IReadOnlyList<string>? targets)
        {
            string[] cells = [.. header.Cells.Select(cell => cell.Trim())];
            string[] known =
            [
                .. cells.Select(cell =>
                    cell.ToLowerInvariant() is PictureTable.File or PictureTable.Label or PictureTable.Labels or PictureTable.Split or WeightColumn
                        ? cell.ToLowerInvariant()
                        : cell
                ),
            ];
            int At(string column) => Array.IndexOf(known, column);
            if (known.Distinct(StringComparer.Ordinal).Count() < known.Length)
            {
                throw Refused(name, header.Line, new("data.expected.columnOnce"), string.Join(", ", cells));
            }
            var (one, several) = (At(PictureTable.Label), At(PictureTable.Labels));
            if (one >= 0 && several >= 0)
            {
                throw Refused(name, header.Line, new("data.expected.labelOrLabels"), new Refusal("data.received.both"));
            }
            int[] others =
            [
                .. Enumerable
                    .Range(0, known.Length)
                    .Where(i => known[i] is not (PictureTable.File or PictureTable.Label or PictureTable.Labels or PictureTable.Split or WeightColumn)),
            ];
            if ((one >= 0 || several >= 0) && others.Length > 0)
            {
                throw Refused(name, header.Line, new("data.expected.onlyColumns", ("column", known[Math.Max(one, several)])), $"\"{cells[others[0]]}\"");
            }
            var kind =
                one >= 0 ? DatasetKinds.Class
                : several >= 0 ? DatasetKinds.Labels
                : DatasetKinds.Numbers;
            if (kind == DatasetKinds.Numbers && targets is not null)
            {
                var missing = targets.FirstOrDefault(target => !others.Any(i => known[i] == target));
                others = missing is null
                    ? [.. targets.Select(At)]
                    : throw Refused(name, header.Line, new("data.expected.column", ("column", missing)), string.Join(", ", cells));
            }
            if (At(PictureTable.File) < 0 || (kind == DatasetKinds.Numbers && others.Length == 0) || others.Any(i => known[i].Length is 0 or > LongestLabel))
            {
                throw Refused(name, header.Line, new("data.expected.columns"), string.Join(", ", cells));
            }
            return new TableColumns(
                kind,
                cells.Length,
                At(PictureTable.File),
                Math.Max(one, several),
                At(PictureTable.Split),
                At(WeightColumn),
                kind == DatasetKinds.Numbers ? others : [],
                kind == DatasetKinds.Numbers ? [.. others.Select(i => known[i])] : []
            );
        }
    }
}
