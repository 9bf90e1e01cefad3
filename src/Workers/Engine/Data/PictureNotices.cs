using System.Globalization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>What a person should know of pictures that are read as Keras reads them, in sentences.</summary>
public static class PictureNotices
{
    // Opening so many files takes a moment; a larger set is judged by pictures spread over all of it.
    private const int MostLooked = 1_000;

    /// <summary>Pictures whose EXIF orientation is ignored, and those left out for their ending.</summary>
    public static IEnumerable<string> Of(LabelledFiles files)
    {
        if (LeftOut(files) is { } leftOut)
        {
            yield return leftOut;
        }
        if (files.IsUpright is not null || PictureOrientation.Count(files, MostLooked) is not (> 0 and var with, var looked))
        {
            yield break;
        }
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{with:N0} of {looked:N0} pictures{(looked < files.Files.Count ? $" looked at (of {files.Files.Count:N0})" : "")} {(with == 1 ? "has" : "have")} an EXIF orientation that Keras ignores, and so does this run; `mlops import` applies it."
        );
    }

    /// <summary>Which pictures of a folder Keras does not take; null where it takes all.</summary>
    public static string? LeftOut(LabelledFiles files) =>
        files.LeftOut.Count == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{files.LeftOut.Values.Sum():N0} {(files.LeftOut.Values.Sum() == 1 ? "picture" : "pictures")} ({string.Join(", ", files.LeftOut.Keys)}) left out, as Keras does; `mlops import` reads them."
            );

    /// <summary>What to say where a model does not turn pictures that have an EXIF orientation; null where there are none.</summary>
    public static Refusal? Unturned(int with, int pictures) =>
        with == 0 ? null
        : pictures == 1 ? new("predictions.unturned.one")
        : new("predictions.unturned", ("with", with), ("pictures", pictures));
}
