namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>What the browser says of the files that were chosen or dropped.</summary>
/// <param name="Kind"><c>zip</c>, <c>pictures</c>, <c>table</c> (a lone one), or <c>texts</c> (text files in folders).</param>
/// <param name="Files">How many pictures, texts, zips or tables will be sent.</param>
/// <param name="Others">Files that are not sent.</param>
/// <param name="Name">A name for the dataset, or empty.</param>
public sealed record ChosenFiles(string Kind, int Zips, int Files, long Bytes, int Others, string Name, IReadOnlyList<ChosenClass> Classes)
{
    /// <summary>How many files go with pictures because they may say what is in them (<see cref="Core.Datasets.AnnotationKinds"/>).</summary>
    public int Annotations { get; init; }

    /// <summary>The first hundred of <see cref="Others"/>, with their folders.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];
}
