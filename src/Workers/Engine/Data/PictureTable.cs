using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One row of a table of pictures.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record PictureRow(int Line, string File, string Label, string? Part, float? Weight);

/// <summary>
/// A table of pictures: columns <c>file</c> (relative to the table's folder) and <c>label</c>, and where they are there <c>split</c> (training,
/// validation or test) and <c>weight</c>. Pictures keep the order of the rows; classes are the labels in ordinal order. No path leaves the folder.
/// </summary>
internal static class PictureTable
{
    public const int MostRows = 1_000_000;
    public const long MostBytes = 256L << 20;
    public const float MostWeight = 1e6f;
    private static readonly string[] Columns = ["file", "label", "split", "weight"];

    /// <exception cref="RefusedException">Names the line, what was expected there and what was found.</exception>
    /// <param name="all">Whether two labels are needed, as for training.</param>
    /// <param name="wanted">Whether pictures of a part (null where the table names none) are wanted.</param>
    public static LabelledFiles Read(string path, bool all, Func<string?, bool> wanted)
    {
        using var reader = DelimitedText.Open(path, MostBytes);
        var root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Labelled(root, [.. Rows(reader, Path.GetFileName(path), new InsideFolder(root).Refusal, all).Where(row => wanted(row.Part))]);
    }

    /// <summary>The rows of a table, judged.</summary>
    /// <param name="refusal">What was expected of a file's name (with forward slashes), or null where it is good.</param>
    /// <param name="all">Whether two labels are needed, as for training.</param>
    /// <exception cref="RefusedException">Names the line, what was expected there and what was found.</exception>
    public static IReadOnlyList<PictureRow> Rows(TextReader reader, string name, Func<string, string?> refusal, bool all = true)
    {
        using var rows = new DelimitedText(reader, name).Rows().GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new RefusedException($"Expected a first row with the columns file and label in {name}. Received: an empty file.");
        }
        var columns = Header(rows.Current, name);
        var found = new List<PictureRow>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (rows.MoveNext())
        {
            var row = Parse(rows.Current, columns, refusal, name);
            if (!seen.TryAdd(row.File, row.Line))
            {
                throw Refused(name, row.Line, "each file once", $"\"{row.File}\", which stands in line {seen[row.File]} already");
            }
            found.Add(row);
            if (found.Count > MostRows)
            {
                throw Refused(name, row.Line, $"at most {MostRows:N0} rows", "more");
            }
        }
        if (all && found.DistinctBy(row => row.Label).Take(2).Count() < 2)
        {
            throw new RefusedException($"Expected at least two labels in {name}. Received: {(found.Count == 0 ? "no row" : $"only \"{found[0].Label}\"")}.");
        }
        return found;
    }

    private static LabelledFiles Labelled(string root, IReadOnlyList<PictureRow> rows)
    {
        string[] classes = [.. rows.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var number = classes.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i, StringComparer.Ordinal);
        return new LabelledFiles(root, classes, [.. rows.Select(row => new LabelledFile(row.File, number[row.Label]) { Part = row.Part, Weight = row.Weight })]);
    }

    private static int[] Header(DelimitedRow header, string name)
    {
        string[] cells = [.. header.Cells.Select(cell => cell.Trim().ToLowerInvariant())];
        if (cells.FirstOrDefault(cell => !Columns.Contains(cell)) is { } unknown)
        {
            throw Refused(name, header.Line, "only the columns file, label, split and weight in the first row", $"\"{unknown}\"");
        }
        if (cells.Distinct().Count() < cells.Length)
        {
            throw Refused(name, header.Line, "each column once", string.Join(", ", cells));
        }
        int[] columns = [.. Columns.Select(column => Array.IndexOf(cells, column))];
        return columns is [>= 0, >= 0, ..]
            ? [.. columns, cells.Length]
            : throw Refused(name, header.Line, "the columns file and label in the first row", string.Join(", ", cells));
    }

    private static PictureRow Parse(DelimitedRow row, int[] columns, Func<string, string?> refusal, string name)
    {
        if (row.Cells.Count != columns[4])
        {
            throw Refused(name, row.Line, $"{columns[4]} cells, as in the first row", $"{row.Cells.Count}");
        }
        var label = row.Cells[columns[1]];
        if (label.Length is 0 or > 200 || label.Any(char.IsControl))
        {
            throw Refused(name, row.Line, "a label of 1 to 200 characters", $"\"{(label.Length > 60 ? label[..60] + "..." : label)}\"");
        }
        var file = row.Cells[columns[0]].Replace('\\', '/');
        if (refusal(file) is { } expected)
        {
            throw Refused(name, row.Line, expected, $"\"{row.Cells[columns[0]]}\"");
        }
        return new PictureRow(
            row.Line, file, label, columns[2] < 0 ? null : Part(row.Cells[columns[2]], row.Line, name), columns[3] < 0 ? null : Weight(row.Cells[columns[3]], row.Line, name));
    }

    private static string Part(string cell, int line, string name) =>
        DatasetPart.Named(cell) ?? throw Refused(name, line, "training, validation or test in the column split", $"\"{cell}\"");

    private static float Weight(string cell, int line, string name) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= MostWeight
            ? weight
            : throw Refused(name, line, "a weight from 0 to 1000000", $"\"{cell}\"");

    private static RefusedException Refused(string name, int line, string expected, string received) => new($"Expected {expected} in {name}, line {line}. Received: {received}.");
}
