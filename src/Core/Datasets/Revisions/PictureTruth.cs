namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>What is true of a picture after all.</summary>
/// <param name="Path">As the manifest has it.</param>
public sealed record PictureTruth(string Path)
{
    /// <summary>Its one class, in a dataset of classes.</summary>
    public string? Class { get; init; }

    /// <summary>All of its labels, in a dataset of labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>In a dataset of a task's own kind, with numbers of <see cref="Relabel.Names"/>.</summary>
    public IReadOnlyList<double>? Target { get; init; }

    /// <summary>The picture is of no use, whatever else is said of it.</summary>
    public bool IsLeftOut { get; init; }
}
