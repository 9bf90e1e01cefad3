using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Texts;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>The texts of what is imported: a table at its root, one table each for the parts of a split (<c>train.tsv</c>, <c>dev.tsv</c>, <c>test.tsv</c>), or class
/// folders of <c>.txt</c> files. Where there is any picture, or a table names files, there are none.</summary>
/// <param name="Tables">With the part that each is; empty for class folders.</param>
/// <param name="Folders">Null for tables.</param>
internal sealed record TextsOfSource(IReadOnlyList<(SourceEntry Entry, string? Part)> Tables, ClassLayout? Folders)
{
    private const int MostTables = 20;

    /// <param name="readParts">Whether folders named train, val and test are parts; else they are classes.</param>
    /// <exception cref="RefusedException">Several tables that are no parts of a split.</exception>
    public static TextsOfSource? Find(IPictureSource source, bool readParts, CancellationToken cancellationToken)
    {
        List<SourceEntry> files = [.. source.Entries.Where(entry => !entry.IsFolder && !entry.Name.StartsWith('.'))];
        if (files.Count == 0 || files.Exists(ClassLayout.IsPicture) || TableOfSource.IsMeant(source))
        {
            return null;
        }
        if (files.Exists(entry => IsText(entry) && entry.Path.Contains('/', StringComparison.Ordinal)))
        {
            var layout = new ClassLayout(source.Entries, readParts, IsText);
            if (layout.Files.Select(file => file.Class).Distinct(StringComparer.Ordinal).Take(2).Count() == 2)
            {
                return new([], layout);
            }
        }
        var root = files.Select(entry => entry.Path[..^entry.Name.Length]).MinBy(folder => folder.Length)!;
        var named = files.Where(entry => entry.Path.Length == root.Length + entry.Name.Length && TextTable.IsNamedSo(entry.Name)).Take(MostTables).ToList();
        // Read-me files beside a table are none.
        var tables = named.FindAll(entry => !IsText(entry));
        tables = (tables.Count == 0 ? named : tables).FindAll(entry => IsTable(source, entry, cancellationToken));
        if (tables.Count <= 1)
        {
            return tables.Count == 0 ? null : new([(tables[0], null)], null);
        }
        List<(SourceEntry Entry, string? Part)> parts = [.. tables.Select(entry => (entry, DatasetPart.Named(Path.GetFileNameWithoutExtension(entry.Name))))];
        return parts.TrueForAll(table => table.Part is not null) && parts.DistinctBy(table => table.Part).Count() == parts.Count
            ? new([.. parts.OrderBy(table => Array.IndexOf([DatasetPart.Training, DatasetPart.Validation, DatasetPart.Test], table.Part))], null)
            : throw new RefusedException(new Refusal("texts.import.tables", ("tables", string.Join(", ", tables.Take(5).Select(entry => entry.Name)))));
    }

    /// <summary>Opens a table from its beginning, as often as asked.</summary>
    public static Func<Stream> Opener(IPictureSource source, SourceEntry table, CancellationToken cancellationToken) =>
        () => source.Open(table, TextTable.MostBytes, cancellationToken);

    /// <summary>A file's bytes; null where they can't be read, which is added to <paramref name="refused"/>.</summary>
    public static byte[]? Bytes(IPictureSource source, SourceEntry entry, List<RefusedFile>? refused, CancellationToken cancellationToken)
    {
        try
        {
            return source.Read(entry, cancellationToken);
        }
        catch (RefusedFileException e)
        {
            refused?.Add(new RefusedFile(entry.Path, e.Code, e.Reason));
            return null;
        }
    }

    private static bool IsTable(IPictureSource source, SourceEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return TextTable.IsOne(entry.Name, Opener(source, entry, cancellationToken));
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static bool IsText(SourceEntry entry) => entry.Name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
}
