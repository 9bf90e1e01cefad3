namespace MlOpsDashboard.Core.Datasets;

/// <summary>Texts as they read now: a table, or class folders.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Encoding">By which it is read.</param>
/// <param name="Encodings">Those in which it is text, the likeliest first, <paramref name="Encoding"/> among them.</param>
/// <param name="Separator">Between cells: <c>,</c>, <c>;</c>, a tab or <c>|</c>; null where it is JSON or a text a line.</param>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="Kind">One of <see cref="DatasetKinds"/>.</param>
/// <param name="Columns">In the table's order.</param>
/// <param name="Rows">The cells of the first 20 rows, each cut to 300 characters; refused rows are not among them.</param>
/// <param name="RowCount">Rows that would be kept.</param>
/// <param name="Refused">The first 100 rows that would not be.</param>
/// <param name="RefusedCount">How many would not be in all.</param>
/// <param name="Classes">Classes or labels with their rows; of numbers their names, each with all rows.</param>
public sealed record TablePreview(
    string Name,
    string Encoding,
    IReadOnlyList<TableEncoding> Encodings,
    string? Separator,
    bool HasHeader,
    string Kind,
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    int RowCount,
    IReadOnlyList<RefusedRow> Refused,
    int RefusedCount,
    IReadOnlyList<ClassCount> Classes
)
{
    /// <summary>Whether the texts are files in class folders: then the columns are those of the rows shown, and refused and counted is a sample of the
    /// files.</summary>
    public bool IsFolders { get; init; }
}
