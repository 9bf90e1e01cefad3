namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One picture: its path relative to the data folder, with forward slashes, and its class number.</summary>
public sealed record LabelledFile(string Path, int Label);

/// <summary>Pictures of a data folder in a fixed order.</summary>
/// <param name="Root">The data folder.</param>
/// <param name="ClassNames">Class names; a label is an index into them.</param>
/// <param name="Files">The pictures.</param>
public sealed record LabelledFiles(string Root, IReadOnlyList<string> ClassNames, IReadOnlyList<LabelledFile> Files)
{
    /// <summary>Where a picture lies on disk.</summary>
    public string FullPath(int index) => System.IO.Path.Combine(Root, Files[index].Path);
}
