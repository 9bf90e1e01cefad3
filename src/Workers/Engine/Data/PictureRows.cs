using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>The rows of a table of pictures, judged.</summary>
/// <param name="Kind">What the table says of each picture.</param>
/// <param name="Targets">Names of its number columns, in order; empty for classes and labels.</param>
internal sealed record PictureRows(string Kind, IReadOnlyList<string> Targets, IReadOnlyList<PictureRow> Rows)
{
    /// <summary>The labels that rows have, in ordinal order; of numbers their names.</summary>
    public IReadOnlyList<string> Names =>
        Kind == DatasetKinds.Numbers ? Targets : [.. Rows.SelectMany(row => row.Labels).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What is true of each row, as <see cref="LabelledFile.TargetNumbers"/> has it.</summary>
    /// <param name="names">The names that have a number; null for <see cref="Names"/>.</param>
    public IReadOnlyList<LabelledFile> ToFiles(IReadOnlyList<string>? names = null)
    {
        var number = (names ?? Names).Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return
        [
            .. Rows.Select(row => new LabelledFile(row.File, Kind == DatasetKinds.Class ? number[row.Label] : 0)
            {
                Part = row.Part,
                Weight = row.Weight,
                Target = Kind switch
                {
                    DatasetKinds.Labels => DataSource.Marked(row.Labels, number),
                    DatasetKinds.Numbers => row.Numbers,
                    _ => null,
                },
            }),
        ];
    }
}
