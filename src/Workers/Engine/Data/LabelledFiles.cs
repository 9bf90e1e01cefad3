namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One picture.</summary>
/// <param name="Path">Its name: relative to the data folder, with forward slashes.</param>
/// <param name="Label">Its class number.</param>
/// <param name="Location">Where it lies on disk if not under its name.</param>
public sealed record LabelledFile(string Path, int Label, string? Location = null);

/// <summary>Pictures of a data folder in a fixed order.</summary>
/// <param name="Root">The data folder.</param>
/// <param name="ClassNames">Class names; a label is an index into them.</param>
/// <param name="Files">The pictures.</param>
public sealed record LabelledFiles(string Root, IReadOnlyList<string> ClassNames, IReadOnlyList<LabelledFile> Files)
{
    /// <summary>Where a picture lies on disk.</summary>
    public string FullPath(int index) => Files[index].Location ?? System.IO.Path.Combine(Root, Files[index].Path);
}
