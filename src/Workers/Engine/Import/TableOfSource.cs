using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A table of pictures at the root of what is imported, named <c>manifest.csv</c>: it says which picture is of which class, whatever folders they lie in.</summary>
internal static class TableOfSource
{
    public const string Name = "manifest.csv";

    /// <summary>The layout that the table gives, or null where there is none at the root (a folder around everything is looked through).</summary>
    /// <exception cref="RefusedException">The table is bad, or names a file that the source does not have.</exception>
    public static ClassLayout? Find(IPictureSource source, CancellationToken cancellationToken)
    {
        var files = source.Entries.Where(entry => !entry.IsFolder).ToList();
        if (files.Where(entry => entry.Name == Name).MinBy(entry => entry.Path.Length) is not { } table)
        {
            return null;
        }
        var around = table.Path[..^Name.Length];
        if (around.Count(c => c == '/') > 1 || files.Exists(entry => !entry.Path.StartsWith(around, StringComparison.Ordinal)))
        {
            return null;
        }
        var byPath = files.ToDictionary(entry => entry.Path[around.Length..], StringComparer.Ordinal);
        var bytes = Read(source, table, cancellationToken);
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        var rows = PictureTable.Rows(reader, Name, file => byPath.ContainsKey(file) ? null : "a file that is imported with the table").Rows;
        var named = rows.Select(row => row.File).ToHashSet(StringComparer.Ordinal);
        return new ClassLayout(
            [.. rows.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. rows.Select(row => new ClassFile(byPath[row.File], row.File, row.Label) { Part = row.Part, Weight = row.Weight })],
            [.. byPath.Where(file => ClassLayout.IsPicture(file.Value) && !named.Contains(file.Key))
                .Select(file => new RefusedFile(file.Value.Path, "no-class", $"Expected each picture in {Name}. Received: one that it does not name."))]);
    }

    private static byte[] Read(IPictureSource source, SourceEntry table, CancellationToken cancellationToken)
    {
        try
        {
            return source.Read(table, cancellationToken);
        }
        catch (RefusedFileException e)
        {
            throw new RefusedException($"Expected a readable {Name}. Received: {e.Message}");
        }
    }
}
