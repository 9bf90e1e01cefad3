using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One picture, or one text.</summary>
/// <param name="Path">Its name: relative to the data folder, with forward slashes.</param>
/// <param name="Label">Its class number.</param>
/// <param name="Location">Where it lies on disk if not under its name.</param>
public sealed record LabelledFile(string Path, int Label, string? Location = null)
{
    /// <summary>One of <see cref="DatasetPart"/> where its source says so; null where it does not.</summary>
    public string? Part { get; init; }

    /// <summary>The EXIF orientation (2 to 8) by which it is turned after decoding; null leaves it as it is stored.</summary>
    public int? Turn { get; init; }

    /// <summary>The text itself; null for a picture.</summary>
    public string? Text { get; init; }

    /// <summary>The SHA-256 that its source lists for its content; null where it lists none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How much it counts in training, where its source says so.</summary>
    public float? Weight { get; init; }

    /// <summary>What is true of it where that is no class: a number for each name of <see cref="LabelledFiles.ClassNames"/>, as
    /// <see cref="LabelledFiles.Kind"/> says.</summary>
    public IReadOnlyList<double>? Target { get; init; }

    /// <summary>The same for every kind: of a class, its number.</summary>
    public IReadOnlyList<double> TargetNumbers => Target ?? [Label];
}
