using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Pictures of a source of which no annotation file says anything: nobody knows whether they are empty or were never labelled.</summary>
internal static class UnnamedPictures
{
    /// <param name="refused">Those of which is said already why they are left out.</param>
    public static IReadOnlyList<RefusedFile> Of(PictureNames names, IEnumerable<BoxPicture> pictures, IEnumerable<RefusedFile> refused)
    {
        var named = pictures.Select(picture => picture.File).Concat(refused.Select(file => file.Path)).ToHashSet(StringComparer.Ordinal);
        return [.. names.All.Where(file => !named.Contains(file)).Select(file => new RefusedFile(file, "no-class", new Refusal("boxes.file.unnamed")))];
    }
}
