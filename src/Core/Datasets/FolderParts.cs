namespace MlOpsDashboard.Core.Datasets;

/// <summary>
/// Folders that say what their pictures are for: <c>train/cat/1.jpg</c> and <c>test/cat/2.jpg</c>, or <c>cat/train/1.jpg</c> and <c>cat/test/2.jpg</c>.
/// A part's folder may lie in one of its own name, as <c>train/train/cat/1.jpg</c>: archives of one part each unpack so.
/// </summary>
public sealed class FolderParts
{
    private readonly Words words;
    private readonly bool classFirst;
    private readonly bool isDoubled;

    private FolderParts(Words words, bool classFirst, bool isDoubled) => (this.words, this.classFirst, this.isDoubled) = (words, classFirst, isDoubled);

    /// <summary>How these pictures' folders name parts; null where they name none: then the first folder is the class.</summary>
    /// <param name="paths">Of pictures, with <c>/</c>, below the folder that holds the outermost named folders.</param>
    /// <param name="empty">Folders beside them without a picture: a part may have none.</param>
    public static FolderParts? Find(IEnumerable<string> paths, IEnumerable<string>? empty = null)
    {
        var words = new Words();
        var folders = paths.Select(Folders).ToList();
        string[] others = [.. empty ?? []];
        return ArePartsFirst(words, folders, others) ? new(words, classFirst: false, AreDoubled(words, folders))
            : AreClassesFirst(words, folders) ? new(words, classFirst: true, isDoubled: false)
            : null;
    }

    /// <summary>The part and the class that the folders of a path name; null for what they do not.</summary>
    /// <param name="path">Of a file, or of a folder with a <c>/</c> at its end.</param>
    public (string? Part, string? Class) Of(string path)
    {
        var (first, second, third) = Folders(path);
        return classFirst ? (words.Part(second), first) : (words.Part(first), isDoubled ? third : second);
    }

    private static (string? First, string? Second, string? Third) Folders(string path)
    {
        var one = path.IndexOf('/', StringComparison.Ordinal);
        if (one < 0)
            return (null, null, null);
        var two = path.IndexOf('/', one + 1);
        if (two < 0)
            return (path[..one], null, null);
        var three = path.IndexOf('/', two + 1);
        return (path[..one], path[(one + 1)..two], three < 0 ? null : path[(two + 1)..three]);
    }

    private static bool ArePartsFirst(Words words, List<(string? First, string? Second, string? Third)> folders, string[] empty)
    {
        var inParts = folders.Where(f => words.Part(f.First) is not null).ToList();
        // Pictures beside the parts are the exception; where they are most, a class just has such a name.
        return inParts.Count * 2 > folders.Count
            && HasTrainingAndMore(inParts.Select(f => words.Part(f.First)).Concat(empty.Select(words.Part)))
            && inParts.Exists(f => f.Second is not null && words.Part(f.First) == DatasetPart.Training);
    }

    private static bool AreDoubled(Words words, List<(string? First, string? Second, string? Third)> folders) =>
        folders.TrueForAll(f => words.Part(f.First) is not { } part || f.Second is null || words.Part(f.Second) == part)
        && folders.Exists(f => words.Part(f.First) == DatasetPart.Training && f.Third is not null);

    private static bool AreClassesFirst(Words words, List<(string? First, string? Second, string? Third)> folders) =>
        folders.Count > 0
        && folders.TrueForAll(f => words.Part(f.Second) is not null)
        && HasTrainingAndMore(folders.Select(f => words.Part(f.Second)))
        && folders.DistinctBy(f => f.First).Take(2).Count() == 2;

    private static bool HasTrainingAndMore(IEnumerable<string?> of)
    {
        var parts = of.OfType<string>().Distinct().ToList();
        return parts.Count > 1 && parts.Contains(DatasetPart.Training);
    }

    // The same few folders hold all pictures.
    private sealed class Words
    {
        private readonly Dictionary<string, string?> known = new(StringComparer.Ordinal);

        public string? Part(string? word)
        {
            if (word is null)
                return null;
            if (!known.TryGetValue(word, out var part))
                known[word] = part = DatasetPart.Named(word);
            return part;
        }
    }
}
