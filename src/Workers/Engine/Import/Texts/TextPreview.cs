using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Texts;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>How an import would read the texts of a source: its first table, or a sample of the files in class folders.</summary>
internal sealed class TextPreview(IPictureSource source, ImportChoices choices, CancellationToken cancellationToken)
{
    private const int MostFiles = 400;

    /// <exception cref="RefusedException">It holds no texts, or they can't be read as is chosen.</exception>
    public TablePreview Read() =>
        TextsOfSource.Find(source, choices.ReadParts, cancellationToken) switch
        {
            { Folders: { } folders } => OfFolders(folders),
            { Tables: [var (entry, _), ..] } => OfTable(entry),
            _ => throw new RefusedException(new Refusal("texts.import.preview", ("source", source.Name))),
        };

    private TablePreview OfTable(SourceEntry entry)
    {
        var table = TextTable.Read(entry.Name, TextsOfSource.Opener(source, entry, cancellationToken), choices.Table, cancellationToken: cancellationToken);
        var counts = table.Rows.SelectMany(row => row.Labels).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new(
            entry.Name,
            table.Encoding.Name,
            Titled(table.Encodings),
            table.Separator?.ToString(),
            table.HasHeader,
            table.Columns.Kind,
            table.Columns.Roles,
            table.Shown,
            table.Rows.Count,
            [.. table.Refused.Take(100)],
            table.RefusedCount,
            [
                .. table.Names.Select(name => new ClassCount(
                    name,
                    table.Columns.Kind == DatasetKinds.Numbers ? table.Rows.Count : counts.GetValueOrDefault(name)
                )),
            ]
        );
    }

    private TablePreview OfFolders(ClassLayout layout)
    {
        var files = layout.Files;
        var step = Math.Max(1, files.Count / MostFiles);
        List<(ClassFile File, byte[] Bytes)> sample = [];
        foreach (var file in files.Where((_, i) => i % step == 0))
        {
            // What can't be read the import lists.
            if (TextsOfSource.Bytes(source, file.Entry, null, cancellationToken) is { } bytes)
            {
                sample.Add((file, bytes));
            }
        }
        var guess = TextFile.Guess(sample.Select(file => file.Bytes));
        var encoding = choices.Table?.Encoding is { } said ? TextEncoding.Named(said) : guess.First;
        var read = sample.Select(file => (file.File, TextFile.Read(file.Bytes, encoding).Text)).ToList();
        var texts = read.FindAll(file => file.Text is not null);
        var counts = files.CountBy(file => file.Class, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var every = Math.Max(1, texts.Count / TextTable.ShownRows);
        return new(
            source.Name,
            encoding.Name,
            Titled(guess.With(encoding)),
            null,
            false,
            DatasetKinds.Class,
            [new("folder", ColumnRoles.Label), new("text", ColumnRoles.Text)],
            [.. texts.Where((_, i) => i % every == 0).Take(TextTable.ShownRows).Select(file => (string[])[file.File.Class, TextTable.Cut(file.Text!)])],
            files.Count,
            [],
            read.Count - texts.Count,
            [.. layout.Classes.Select(name => new ClassCount(name, counts.GetValueOrDefault(name)))]
        )
        {
            IsFolders = true,
        };
    }

    private static IReadOnlyList<TableEncoding> Titled(IEnumerable<TextEncoding> encodings) =>
        [.. encodings.Select(one => new TableEncoding(one.Name, one.Title))];
}
