namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One row of a table of pictures.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Labels">Its one label, or any number of them.</param>
/// <param name="Numbers">One for each of the table's number columns.</param>
internal sealed record PictureRow(int Line, string File, IReadOnlyList<string> Labels, IReadOnlyList<double> Numbers, string? Part, float? Weight)
{
    /// <summary>Of a table of classes.</summary>
    public string Label => Labels[0];
}
