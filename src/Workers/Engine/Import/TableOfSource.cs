using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>
/// A table of pictures at the root of what is imported (<see cref="PictureTable"/>): it says what is true of which picture, whatever folders they lie in. One
/// named <c>manifest.csv</c> is always
/// meant; another is where it alone has a column <c>file</c>.
/// </summary>
internal static class TableOfSource
{
    public const string Name = "manifest.csv";

    private const int MostTables = 20;

    /// <summary>A table that is given itself: the source of its own files, and of no others beside them.</summary>
    /// <exception cref="RefusedException">The table is bad, or names a file that is not there.</exception>
    public static PictureFolder Open(string path, ImportLimits limits, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Path.GetFileName(path);
        using var itself = new PictureFolder(folder, [name], limits);
        var table = itself.Entries is [var entry]
            ? entry
            : throw new RefusedException(
                new Refusal("imports.table.unreadable", ("name", name), ("reason", itself.Refused[0].Reason ?? Refusal.OfSentence(itself.Refused[0].Sentence)))
            );
        var rows = Rows(itself, table, name, new InsideFolder(folder).Refusal, cancellationToken).Rows;
        return new PictureFolder(folder, [name, .. rows.Select(row => row.File)], limits);
    }

    /// <summary>The layout that a table gives, or null where there is none at the root (a folder around everything is looked through); and what a person
    /// should know of it.</summary>
    /// <param name="given">The name of the table that is the source itself, or null.</param>
    /// <exception cref="RefusedException">The table is bad, or names a file that the source does not have.</exception>
    public static (ClassLayout? Layout, IReadOnlyList<ImportWarning> Warnings) Find(IPictureSource source, string? given, CancellationToken cancellationToken)
    {
        var files = source.Entries.Where(entry => !entry.IsFolder).ToList();
        var tables = AtRoot(files).ToList();
        var chosen = tables.Find(entry => entry.Name == (given ?? Name));
        if (chosen is null)
        {
            tables = [.. tables.Take(MostTables).Where(entry => NamesFiles(source, entry, cancellationToken))];
            if (tables.Count > 1)
            {
                return (
                    null,
                    [
                        new(
                            WarningCodes.SeveralTables,
                            new Refusal("finding.tables", ("tables", string.Join(", ", tables.Take(3).Select(entry => entry.Name))), ("name", Name))
                        ),
                    ]
                );
            }
            chosen = tables.FirstOrDefault();
        }
        return chosen is null ? (null, []) : Read(source, files, chosen, given, cancellationToken);
    }

    private static (ClassLayout Layout, IReadOnlyList<ImportWarning> Warnings) Read(
        IPictureSource source,
        List<SourceEntry> files,
        SourceEntry table,
        string? given,
        CancellationToken cancellationToken
    )
    {
        var around = table.Path[..^table.Name.Length];
        var byPath = files.ToDictionary(entry => entry.Path[around.Length..], StringComparer.Ordinal);
        var rows = Rows(source, table, table.Name, file => byPath.ContainsKey(file) ? null : new Refusal("data.expected.importedFile"), cancellationToken);
        var named = rows.Rows.Select(row => row.File).ToHashSet(StringComparer.Ordinal);
        var kind = rows.Kind;
        var layout = new ClassLayout(
            rows.Names,
            [
                .. rows.Rows.Select(row => new ClassFile(byPath[row.File], row.File, rows.Kind == DatasetKinds.Class ? row.Label : "")
                {
                    Part = row.Part,
                    Weight = row.Weight,
                    Labels = rows.Kind == DatasetKinds.Labels ? [.. row.Labels.Order(StringComparer.Ordinal)] : null,
                    Numbers = rows.Kind == DatasetKinds.Numbers ? row.Numbers : null,
                }),
            ],
            [
                .. byPath
                    .Where(file => ClassLayout.IsPicture(file.Value) && !named.Contains(file.Key))
                    .Select(file => new RefusedFile(file.Value.Path, "no-class", new Refusal("imports.table.unnamed", ("table", table.Name)))),
            ]
        )
        {
            Kind = kind,
        };
        // What was asked for by its name needs no word.
        return (
            layout,
            given is not null || table.Name == Name
                ? []
                :
                [
                    new(
                        WarningCodes.Table,
                        rows.Kind == DatasetKinds.Numbers
                            ? new Refusal(
                                "finding.table.numbers",
                                ("table", table.Name),
                                ("kind", DatasetKinds.Said(kind)),
                                ("names", string.Join(", ", rows.Targets.Take(5)))
                            )
                            : new Refusal("finding.table", ("table", table.Name), ("kind", DatasetKinds.Said(kind)))
                    ),
                ]
        );
    }

    private static IEnumerable<SourceEntry> AtRoot(List<SourceEntry> files)
    {
        var tables = files.Where(entry => PictureTable.IsNamedSo(entry.Name) && entry.Path.Count(c => c == '/') <= 1).ToList();
        if (tables.Count == 0)
        {
            return [];
        }
        var around = tables.Select(entry => entry.Path[..^entry.Name.Length]).MinBy(folder => folder.Length)!;
        return files.Exists(entry => !entry.Path.StartsWith(around, StringComparison.Ordinal))
            ? []
            : tables.Where(entry => entry.Path.Length == around.Length + entry.Name.Length);
    }

    /// <summary>Whether a table at the root is always meant, by its name.</summary>
    public static bool IsMeant(IPictureSource source) => AtRoot([.. source.Entries.Where(entry => !entry.IsFolder)]).Any(entry => entry.Name == Name);

    // Other lists beside the class folders are nobody's table.
    private static bool NamesFiles(IPictureSource source, SourceEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = Reader(source.Read(entry, cancellationToken));
            return PictureTable.NamesFiles(reader, entry.Name);
        }
        catch (Exception e) when (e is RefusedFileException or RefusedException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static PictureRows Rows(IPictureSource source, SourceEntry table, string name, Func<string, Refusal?> refusal, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = Reader(source.Read(table, cancellationToken));
            return PictureTable.Rows(reader, name, refusal);
        }
        catch (RefusedFileException e)
        {
            throw new RefusedException(new Refusal("imports.table.unreadable", ("name", name), ("reason", e.Reason)));
        }
    }

    private static StreamReader Reader(byte[] bytes) =>
        new(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
}
