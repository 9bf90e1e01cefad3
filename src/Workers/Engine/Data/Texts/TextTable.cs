using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>
/// A table of texts as people have them: separated values of any usual separator and encoding with or without a header, JSON objects in a list or one a line, or
/// a text a line. What is not said of it is guessed (<see cref="TextEncodingGuess"/>, <see cref="Separators"/>, <see cref="TableColumns"/>). A row that can't be read
/// is reported and leaves the others as they are.
/// </summary>
internal sealed class TextTable
{
    /// <summary>Most characters of a text.</summary>
    public const int LongestText = 100_000;
    public const int MostRows = 1_000_000;
    public const long MostBytes = 256L << 20;

    /// <summary>Most rows of a preview, and most characters of a cell in it.</summary>
    public const int ShownRows = 20,
        ShownCharacters = 300;

    private const int SampleRows = 5_000,
        MostRefused = 1_000;

    private TextTable(string name, TextEncoding encoding, IReadOnlyList<TextEncoding> encodings, char? separator, bool hasHeader, TableColumns columns)
    {
        Name = name;
        Encoding = encoding;
        Encodings = encodings;
        Separator = separator;
        HasHeader = hasHeader;
        Columns = columns;
    }

    /// <summary>Of the file.</summary>
    public string Name { get; }
    public TextEncoding Encoding { get; }

    /// <summary>Those in which it is text, the likeliest first.</summary>
    public IReadOnlyList<TextEncoding> Encodings { get; }

    /// <summary>Null where it is JSON or a text a line.</summary>
    public char? Separator { get; }
    public bool HasHeader { get; }
    public TableColumns Columns { get; }

    /// <summary>In the table's order.</summary>
    public IReadOnlyList<TextRow> Rows { get; private set; } = [];

    /// <summary>The first 1,000 rows that are not read.</summary>
    public IReadOnlyList<RefusedRow> Refused { get; private set; } = [];

    public int RefusedCount { get; private set; }

    /// <summary>The cells of the first rows, cut short.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Shown { get; private set; } = [];

    /// <summary>The names of classes or labels in ordinal order; of numbers their columns'.</summary>
    public IReadOnlyList<string> Names =>
        Columns.Kind == DatasetKinds.Numbers || Columns.IsMarked
            ? [.. Columns.Targets.Select(i => Columns.Names[i])]
            : [.. Rows.SelectMany(row => row.Labels).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether a file may be a table of texts by its name alone.</summary>
    public static bool IsNamedSo(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".tsv" or ".tab" or ".jsonl" or ".ndjson" or ".json" or ".txt";

    /// <summary>Whether a file of such a name is a table of texts by its first row: one that names files is of pictures.</summary>
    /// <param name="open">Opens it from its beginning; called several times.</param>
    public static bool IsOne(string name, Func<Stream> open)
    {
        try
        {
            var form = TableForm.Of(name, open, null);
            var names = form.Members ?? form.Rows(null).FirstOrDefault(row => row.Fault is null)?.Cells ?? [];
            return names.Count > 0 && !names.Any(cell => cell.Trim().Equals("file", StringComparison.OrdinalIgnoreCase));
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <param name="name">Of the file; its ending says whether it is JSON.</param>
    /// <param name="open">Opens it from its beginning; called several times.</param>
    /// <param name="choices">What a person says of it.</param>
    /// <param name="kind">The kind of dataset that is wanted where it may be read as several; null for the likelier.</param>
    /// <param name="numbers">Which numbers are learnt, where it has them; null for all.</param>
    /// <exception cref="RefusedException">No table, or none with texts and something to learn.</exception>
    public static TextTable Read(
        string name,
        Func<Stream> open,
        TableChoices? choices = null,
        string? kind = null,
        IReadOnlyList<string>? numbers = null,
        CancellationToken cancellationToken = default
    )
    {
        choices ??= new();
        if (choices.Kind is not (null or DatasetKinds.Class or DatasetKinds.Labels or DatasetKinds.Numbers))
        {
            throw new RefusedException(new Refusal("texts.table.kind", ("received", choices.Kind)));
        }
        var form = TableForm.Of(name, open, choices.Encoding);
        var sample = form.Rows(null).Where(row => row.Fault is null).Take(SampleRows).ToList();
        if (sample.Count == 0)
        {
            throw new RefusedException(new Refusal("texts.table.empty", ("name", name)));
        }
        var hasHeader = form.Members is null && (choices.HasHeader ?? IsHeader(sample));
        if (hasHeader && sample.Count == 1)
        {
            throw new RefusedException(new Refusal("texts.table.empty", ("name", name)));
        }
        var width = sample.CountBy(row => row.Cells.Count).OrderByDescending(count => count.Value).ThenByDescending(count => count.Key).First().Key;
        IReadOnlyList<string> names =
            form.Members ?? (hasHeader ? Unique([.. sample[0].Cells.Select(cell => cell.Trim())]) : Unique([.. Enumerable.Repeat("", width)]));
        ColumnSample[] samples = [.. names.Select(_ => new ColumnSample())];
        foreach (var row in sample.Skip(hasHeader ? 1 : 0))
        {
            for (var i = 0; i < Math.Min(samples.Length, row.Cells.Count); i++)
            {
                samples[i].Add(row.Cells[i]);
            }
        }
        var columns = TableColumns.Find(name, names, samples, choices, kind, numbers);
        var table = new TextTable(name, form.Encoding, form.Encodings, form.Separator, hasHeader, columns);
        table.Judge(form.Rows(names.Count).Skip(hasHeader ? 1 : 0), cancellationToken);
        return table;
    }

    /// <summary>As examples, each named by the table and its line.</summary>
    /// <param name="wanted">Whether texts of a part (null where the table names none) are wanted.</param>
    public LabelledFiles ToFiles(string root, Func<string?, bool> wanted)
    {
        TextRow[] rows = [.. Rows.Where(row => wanted(row.Part))];
        PictureRow[] named = [.. rows.Select(row => new PictureRow(row.Line, $"{Name}#{row.Line}", row.Labels, row.Numbers, row.Part, row.Weight))];
        var files = new PictureRows(Columns.Kind, Columns.IsMarked || Columns.Kind == DatasetKinds.Numbers ? Names : [], named);
        var names = Columns.IsMarked ? Names : files.Names;
        return new LabelledFiles(root, names, [.. files.ToFiles(names).Zip(rows, (file, row) => file with { Text = row.Text, Sha256 = TextHash.Of(row.Text) })])
        {
            Kind = Columns.Kind,
        };
    }

    /// <summary>A cell as a preview shows it.</summary>
    public static string Cut(string cell) => cell.Length > ShownCharacters ? cell[..ShownCharacters] + "..." : cell;

    // The names of columns, or already a row? Known names, or a number's or a class's column that begins with something else.
    internal static bool IsHeader(List<TableRow> sample)
    {
        var first = sample[0].Cells;
        string[] cells = [.. first.Select(cell => cell.Trim())];
        if (cells.Length == 1 || cells.Any(cell => cell.Length > 100))
        {
            return cells.Length == 1 && ColumnNames.IsKnown(cells[0]);
        }
        for (var i = 0; i < cells.Length; i++)
        {
            var column = new ColumnSample();
            foreach (var row in sample.Skip(1).Where(row => i < row.Cells.Count))
            {
                column.Add(row.Cells[i]);
            }
            // What is met again further down is a value, whatever it is called: "no", "y".
            if (ColumnNames.IsKnown(cells[i]) && !column.Holds(first[i]))
            {
                return true;
            }
            var isNumber = double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            if (
                sample.Count > 2
                && cells[i].Length > 0
                && ((column.IsNumeric && !isNumber) || (column.IsOfFewValues && column.Distinct <= 50 && !column.Holds(first[i]) && !isNumber))
            )
            {
                return true;
            }
        }
        return false;
    }

    private static IReadOnlyList<string> Unique(string[] names)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i].Length == 0 ? $"column {i + 1}" : names[i];
            for (var number = 2; !known.Add(name); number++)
            {
                name = $"{names[i]} ({number})";
            }
            names[i] = name;
        }
        return names;
    }

    private void Judge(IEnumerable<TableRow> rows, CancellationToken cancellationToken)
    {
        var found = new List<TextRow>();
        var refused = new List<RefusedRow>();
        var shown = new List<IReadOnlyList<string>>();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (text, fault) = row.Fault is { } broken ? (null, new RefusedRow(row.Line, broken, Broken(broken))) : Judged(row);
            if (fault is not null)
            {
                RefusedCount++;
                if (refused.Count < MostRefused)
                {
                    refused.Add(fault);
                }
                continue;
            }
            found.Add(text!);
            if (shown.Count < ShownRows)
            {
                shown.Add([.. row.Cells.Take(Columns.Names.Count).Select(Cut)]);
            }
            if (found.Count > MostRows)
            {
                throw new RefusedException(new Refusal("texts.table.rows", ("name", Name), ("most", MostRows)));
            }
        }
        (Rows, Refused, Shown) = (found, refused, shown);
    }

    private Refusal Broken(string fault) =>
        RowFaults.Reason(fault, ("encoding", Encoding.Title), ("most", TextLines.LongestLine >> 20), ("count", Columns.Names.Count));

    private (TextRow? Row, RefusedRow? Refused) Judged(TableRow row)
    {
        (TextRow?, RefusedRow?) Refuse(string fault, params RefusalValue[] values) => (null, new(row.Line, fault, RowFaults.Reason(fault, values)));
        // What stands behind the last column that is read is missing or too much by nobody's fault where it is empty.
        if (row.Cells.Count < Columns.Needed || row.Cells.Skip(Columns.Names.Count).Any(cell => cell.Length > 0))
        {
            return Refuse(RowFaults.Cells, ("count", Columns.Names.Count), ("received", row.Cells.Count));
        }
        var text = row.Cells[Columns.Text];
        if (string.IsNullOrWhiteSpace(text))
        {
            return Refuse(RowFaults.Empty);
        }
        if (text.Length > LongestText)
        {
            return Refuse(RowFaults.TooLong, ("most", LongestText), ("received", text.Length));
        }
        if (!IsText(text))
        {
            return Refuse(text.Contains('\0', StringComparison.Ordinal) ? RowFaults.Control : RowFaults.Encoding, ("encoding", Encoding.Title));
        }
        string[] labels = Labels(row);
        if (labels.FirstOrDefault(label => label.Length is 0 or > PictureTable.LongestLabel || label.Any(char.IsControl) || !IsText(label)) is { } odd)
        {
            return Refuse(RowFaults.Label, ("most", PictureTable.LongestLabel), ("received", odd.Length > 60 ? odd[..60] + "..." : odd));
        }
        var numbers = new double[Columns.Kind == DatasetKinds.Numbers ? Columns.Targets.Count : 0];
        for (var i = 0; i < numbers.Length; i++)
        {
            var cell = row.Cells[Columns.Targets[i]];
            if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite((float)numbers[i]))
            {
                return Refuse(RowFaults.Number, ("column", Columns.Names[Columns.Targets[i]]), ("received", Short(cell)));
            }
        }
        string? part = null;
        if (Columns.Part >= 0 && row.Cells[Columns.Part] is { Length: > 0 } named && (part = DatasetPart.Named(named)) is null)
        {
            return Refuse(RowFaults.Part, ("received", Short(named)));
        }
        float? weight = null;
        if (Columns.Weight >= 0)
        {
            if (
                !float.TryParse(row.Cells[Columns.Weight], NumberStyles.Float, CultureInfo.InvariantCulture, out var given)
                || given is not (>= 0 and <= PictureTable.MostWeight)
            )
            {
                return Refuse(RowFaults.Weight, ("most", $"{PictureTable.MostWeight:0}"), ("received", Short(row.Cells[Columns.Weight])));
            }
            weight = given;
        }
        return (new TextRow(row.Line, text, labels, numbers, part, weight), null);
    }

    private string[] Labels(TableRow row)
    {
        if (Columns.Kind == DatasetKinds.Numbers)
        {
            return [];
        }
        if (Columns.IsMarked)
        {
            return
            [
                .. Columns
                    .Targets.Where(i => double.TryParse(row.Cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var mark) && mark != 0)
                    .Select(i => Columns.Names[i]),
            ];
        }
        var cell = row.Cells[Columns.Targets[0]];
        return Columns.Kind == DatasetKinds.Class
            ? [cell]
            : [.. cell.Split('|').Select(label => label.Trim()).Where(label => label.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    private static string Short(string cell) => cell.Length > 60 ? cell[..60] + "..." : cell;

    // Half of a character can't be written.
    private static bool IsText(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
