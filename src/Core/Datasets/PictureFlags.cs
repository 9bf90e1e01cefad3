using System.Globalization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What <see cref="DatasetEntry.Flags"/> say.</summary>
public static class PictureFlags
{
    /// <summary>Without any label, in a dataset of labels; a filter, never written.</summary>
    public const string Unlabelled = "unlabelled";

    /// <summary>Almost no contrast.</summary>
    public const string NearConstant = "near-constant";

    /// <summary>Before the path of another entry with the same bytes.</summary>
    public const string DuplicateOf = "duplicate-of:";

    /// <summary>Before the EXIF orientation of the file, 2 to 8.</summary>
    public const string Orientation = "exif-orientation:";

    /// <summary>Before the number of frames or pages of the file, 2 or more.</summary>
    public const string Frames = "frames:";

    /// <summary>The EXIF orientation, 2 to 8; null where the file has none, or lies as it is to be seen.</summary>
    public static int? OrientationOf(DatasetEntry entry) => Number(entry, Orientation) is >= 2 and <= 8 and var orientation ? orientation : null;

    /// <summary>How many frames or pages the file has; 1 where nothing is said.</summary>
    public static int FramesOf(DatasetEntry entry) => Number(entry, Frames) ?? 1;

    private static int? Number(DatasetEntry entry, string flag) =>
        entry.Flags?.FirstOrDefault(f => f.StartsWith(flag, StringComparison.Ordinal)) is { } found
        && int.TryParse(found.AsSpan(flag.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
