using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>The kinds of picture that are read. A file is chosen by its name's ending and read as what its content says.</summary>
public static class PictureKinds
{
    /// <summary>The kinds, for a sentence.</summary>
    public static Refusal Words { get; } = new("words.picture.kinds");

    /// <summary>Endings of pictures' names, compared without case, in ordinal order. Keras takes five of them, and <c>mlops train --data FOLDER</c> with
    /// it.</summary>
    public static IReadOnlyList<string> Endings { get; } =
    [".apng", ".avif", ".bmp", ".gif", ".heic", ".heif", ".hif", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"];

    /// <summary>The endings as the attribute <c>accept</c> of a file input takes them.</summary>
    public static string Accept { get; } = string.Join(',', Endings);

    public static bool IsNamedSo(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
