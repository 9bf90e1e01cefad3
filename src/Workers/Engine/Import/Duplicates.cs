using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>What stays of the pictures that were read (<see cref="DuplicatePictures"/>).</summary>
internal static class Duplicates
{
    /// <summary>The entries that stay, in order; what was refused is added to <paramref name="refused"/>.</summary>
    public static IReadOnlyList<DatasetEntry> Resolve(IReadOnlyList<FoundPicture> found, List<RefusedFile> refused)
    {
        refused.AddRange(found.Select(picture => picture.Refused).OfType<RefusedFile>());
        var sources = found
            .Where(picture => picture.Entry is not null)
            .ToDictionary(picture => picture.Entry!.Path, picture => picture.File.Entry.Path, StringComparer.Ordinal);
        return DuplicatePictures.Resolve(
            found.Select(picture => picture.Entry).OfType<DatasetEntry>(),
            (entry, first) =>
                refused.Add(
                    new RefusedFile(
                        sources[entry.Path],
                        "duplicate",
                        new Refusal(
                            entry.Names is [_] && entry.Labels is null ? "imports.picture.twiceInClass" : "imports.picture.twiceAlike",
                            ("first", first.Path)
                        )
                    )
                )
        );
    }
}
