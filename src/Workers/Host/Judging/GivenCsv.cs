using System.Globalization;
using System.Text;
using Microsoft.VisualBasic.FileIO;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Host.Judging;

/// <summary>
/// Reads a table of predictions with a header: <c>file</c> (optional), <c>y_true</c> or a column <c>true_NAME</c> a name, and <c>y_prob</c>, <c>y_pred</c>, or
/// a column <c>prob_NAME</c> or <c>pred_NAME</c> a name.
/// Where there is none of these last, other columns are the classes' probabilities by name.
/// </summary>
internal static class GivenCsv
{
    private static readonly (string Kind, string[] Prefixes)[] Kinds =
    [
        ("true", ["y_true_", "true_"]),
        ("prob", ["y_prob_", "prob_"]),
        ("pred", ["y_pred_", "pred_"]),
    ];

    /// <param name="truthOnly">Whether other columns than those of the truth are left alone.</param>
    public static GivenTable Read(string path, bool truthOnly)
    {
        var source = Path.GetFileName(path);
        var (header, rows) = Cells(path, source);
        if (header.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
        {
            throw new RefusedException(new Refusal("command.given.columnTwice", ("source", source), ("column", twice)));
        }
        var columns = header.Select((name, at) => (Name: name, At: at)).ToList();
        var named = Kinds.ToDictionary(
            kind => kind.Kind,
            kind =>
                columns
                    .Select(column => (column.At, Prefix: kind.Prefixes.FirstOrDefault(p => column.Name.StartsWith(p, StringComparison.Ordinal)), column.Name))
                    .Where(column => column.Prefix is not null)
                    .Select(column => (Name: column.Name[column.Prefix!.Length..], column.At))
                    .ToList()
        );
        int? At(string name) => header.IndexOf(name) is >= 0 and var at ? at : null;
        var others = columns
            .Where(column => column.Name is not ("file" or "y_true" or "y_prob" or "y_pred") && !named.Values.Any(of => of.Any(c => c.At == column.At)))
            .ToList();
        if (!truthOnly && others.Count > 0)
        {
            if (At("y_prob") is not null || At("y_pred") is not null || named["prob"].Count > 0 || named["pred"].Count > 0)
            {
                throw new RefusedException(
                    new Refusal("command.given.knownColumns", ("source", source), ("received", string.Join(", ", others.Take(20).Select(c => c.Name))))
                );
            }
            named["prob"] = others;
        }
        string[]? Texts(string name) => At(name) is { } at ? [.. rows.Select(row => row[at])] : null;
        GivenColumn? Many(string kind) =>
            named[kind].Count == 0
                ? null
                : new GivenColumn(null, [.. rows.Select((row, i) => named[kind].Select(column => Number(row, i, column.At, header, source)).ToArray())])
                {
                    Names = [.. named[kind].Select(c => c.Name)],
                };
        GivenColumn? Either(string one, string kind) =>
            Texts(one) is not { } texts ? Many(kind)
            : named[kind].Count == 0 ? new GivenColumn(texts, null) { IsSingle = true }
            : throw new RefusedException(new Refusal("command.given.oneOrMany", ("one", one), ("kind", kind), ("source", source)));
        var probabilities = truthOnly ? null : Many("prob");
        if (!truthOnly && At("y_prob") is { } single)
        {
            probabilities = probabilities is null
                ? new GivenColumn(null, [.. rows.Select((row, i) => new[] { Number(row, i, single, header, source) })]) { IsSingle = true }
                : throw new RefusedException(new Refusal("command.given.probOrMany", ("source", source)));
        }
        return new GivenTable(source)
        {
            Files = Texts("file"),
            Truth = Either("y_true", "true"),
            Probabilities = probabilities,
            Answers = truthOnly ? null : Either("y_pred", "pred"),
        };
    }

    private static double Number(string[] row, int index, int at, List<string> header, string source) =>
        double.TryParse(row[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new RefusedException(
                new Refusal("command.given.number", ("row", $"{index + 1}"), ("column", header[at]), ("source", source), ("received", row[at]))
            );

    // The reader of picture tables has their limits: few columns, short lines.
    private static (List<string> Header, List<string[]> Rows) Cells(string path, string source)
    {
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var parser = new TextFieldParser(text)
            {
                TextFieldType = FieldType.Delimited,
                HasFieldsEnclosedInQuotes = true,
                TrimWhiteSpace = true,
            };
            parser.SetDelimiters(Separator(path));
            if (parser.ReadFields() is not { } first)
            {
                throw new RefusedException(new Refusal("command.given.header", ("source", source)));
            }
            var header = first.ToList();
            var rows = new List<string[]>();
            while (!parser.EndOfData)
            {
                var cells = parser.ReadFields()!;
                if (cells.Length != header.Count)
                {
                    throw new RefusedException(
                        new Refusal(
                            "command.given.cells",
                            ("expected", $"{header.Count}"),
                            ("row", $"{rows.Count + 1}"),
                            ("source", source),
                            ("received", $"{cells.Length}")
                        )
                    );
                }
                rows.Add(cells);
            }
            return (header, rows);
        }
        catch (MalformedLineException e)
        {
            throw new RefusedException(new Refusal("command.given.quotes", ("source", source), ("line", $"{e.LineNumber}")));
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(new Refusal("command.given.utf8", ("source", source)));
        }
    }

    private static string Separator(string path)
    {
        using var text = new StreamReader(path);
        var first = text.ReadLine() ?? "";
        return first.Contains(',', StringComparison.Ordinal) ? ","
            : first.Contains(';', StringComparison.Ordinal) ? ";"
            : first.Contains('\t', StringComparison.Ordinal) ? "\t"
            : ",";
    }
}
