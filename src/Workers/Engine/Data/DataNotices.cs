using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>What a person may not expect of a folder or table that is read as Keras reads it. Of a manifest nothing: its import has said it.</summary>
internal static class DataNotices
{
    /// <param name="path">As in <see cref="DataSource.Open"/>.</param>
    /// <param name="files">What was found there.</param>
    /// <returns>Sentences, perhaps none.</returns>
    public static IEnumerable<string> Of(string path, LabelledFiles files)
    {
        foreach (var notice in PictureNotices.Of(files))
        {
            yield return notice;
        }
        foreach (var notice in files.Notices)
        {
            yield return notice;
        }
        if (DatasetKinds.IsOfATask(files.Kind) || (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path)))
        {
            yield break;
        }
        var counts = files.Files.CountBy(file => file.Label).ToDictionary();
        if (
            AlikeLabels.Sentence(AlikeLabels.Find(files.ClassNames.Select((name, label) => new ClassCount(name, counts.GetValueOrDefault(label))))) is { } alike
        )
        {
            yield return $"{alike} They are learned as different classes, as Keras does. If they are one: `mlops import --from {(Directory.Exists(path) ? path : "FOLDER")} --merge-labels` makes them one, and its manifest is --data.";
        }
        if (!Directory.Exists(path))
        {
            yield break;
        }
        if (FolderParts.Find(files.Files.Select(file => file.Path)) is not null)
        {
            yield return $"The folders {string.Join(", ", files.ClassNames.Take(5))} in {path} are read as classes, as Keras does. If they are parts of a split: `mlops import --from {path}` reads them as such, and its manifest is --data.";
        }
    }
}
