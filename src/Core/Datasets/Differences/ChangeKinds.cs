namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>How a picture differs between two versions of a dataset.</summary>
public static class ChangeKinds
{
    /// <summary>Only the later version has it.</summary>
    public const string Added = "added";

    /// <summary>Only the earlier version has it.</summary>
    public const string Removed = "removed";

    /// <summary>Something else is said of it, beyond what <see cref="Names"/> explains.</summary>
    public const string Relabelled = "relabelled";

    /// <summary>A class or label that it has was renamed, merged into another, or left out, for all pictures alike.</summary>
    public const string Names = "names";

    /// <summary>It is in another <see cref="DatasetPart"/>, or its part is left open now.</summary>
    public const string Moved = "moved";

    /// <summary>It is turned by another EXIF orientation.</summary>
    public const string Turned = "turned";

    /// <summary>It counts otherwise in training.</summary>
    public const string Weighted = "weighted";

    /// <summary>The same bytes have another path.</summary>
    public const string Renamed = "renamed";

    /// <summary>Other bytes lie at its path.</summary>
    public const string Replaced = "replaced";

    /// <summary>All, in the order in which they are told.</summary>
    public static IReadOnlyList<string> All { get; } = [Added, Removed, Relabelled, Names, Moved, Turned, Weighted, Renamed, Replaced];
}
