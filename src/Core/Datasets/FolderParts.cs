namespace MlOpsDashboard.Core.Datasets;

/// <summary>Folders that say what their pictures are for: <c>train/cat/1.jpg</c> and <c>test/cat/2.jpg</c>, or <c>cat/train/1.jpg</c> and <c>cat/test/2.jpg</c>.</summary>
public sealed class FolderParts
{
    private readonly bool classFirst;

    private FolderParts(bool classFirst) => this.classFirst = classFirst;

    /// <summary>How these pictures' folders name parts; null where they name none: then the first folder is the class.</summary>
    /// <param name="paths">Of pictures, with <c>/</c>, below the folder that holds the outermost named folders.</param>
    public static FolderParts? Find(IEnumerable<string> paths)
    {
        var folders = paths.Select(path => path.Split('/')[..^1]).ToList();
        return ArePartsFirst(folders) ? new(classFirst: false) : AreClassesFirst(folders) ? new(classFirst: true) : null;
    }

    /// <summary>The part and the class that the folders of a path name; null for what they do not.</summary>
    /// <param name="path">Of a file, or of a folder with a <c>/</c> at its end.</param>
    public (string? Part, string? Class) Of(string path)
    {
        var folders = path.Split('/')[..^1];
        var (part, name) = classFirst ? (folders.ElementAtOrDefault(1), folders.ElementAtOrDefault(0)) : (folders.ElementAtOrDefault(0), folders.ElementAtOrDefault(1));
        return (part is null ? null : DatasetPart.Named(part), name);
    }

    private static bool ArePartsFirst(List<string[]> folders)
    {
        var inParts = folders.Where(f => f.Length > 0 && DatasetPart.Named(f[0]) is not null).ToList();
        // Pictures beside the parts are the exception; where they are most, a class just has such a name.
        return inParts.Count * 2 > folders.Count
            && HasTrainingAndMore(inParts.Select(f => f[0]))
            && inParts.Any(f => f.Length > 1 && DatasetPart.Named(f[0]) == DatasetPart.Training);
    }

    private static bool AreClassesFirst(List<string[]> folders) =>
        folders.Count > 0
        && folders.TrueForAll(f => f.Length > 1 && DatasetPart.Named(f[1]) is not null)
        && HasTrainingAndMore(folders.Select(f => f[1]))
        && folders.DistinctBy(f => f[0]).Take(2).Count() == 2;

    private static bool HasTrainingAndMore(IEnumerable<string> words)
    {
        var parts = words.Select(DatasetPart.Named).Distinct().ToList();
        return parts.Count > 1 && parts.Contains(DatasetPart.Training);
    }
}
