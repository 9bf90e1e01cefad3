namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a manifest shows of itself that a person should know: the same after an import and after a revision.</summary>
public static class ManifestFindings
{
    public static IReadOnlyList<ImportWarning> Of(DatasetManifest manifest)
    {
        var found = new List<ImportWarning>();
        AddParts(manifest, found);
        AddNames(manifest, found);
        if (AlikeLabels.Sentence(AlikeLabels.Find(manifest), manifest.Kind == DatasetKinds.Labels) is { } sentence) found.Add(new(WarningCodes.Labels, sentence));
        AddPictures(manifest, found);
        TargetFindings.Add(manifest, found);
        return found;
    }

    private static void AddNames(DatasetManifest manifest, List<ImportWarning> found)
    {
        if (NameReadings.First(manifest) is not var (path, page)) return;
        found.Add(new(WarningCodes.Names, $"The archive does not say how its names are written; they are read as {page.Title}, for example “{path}”. If that is wrong, choose another code page."));
    }

    private static void AddParts(DatasetManifest manifest, List<ImportWarning> found)
    {
        var folders = FolderParts.Find(manifest.Entries.Select(e => e.Path));
        if (manifest.Kind == DatasetKinds.Class && folders is not null && manifest.Entries.All(e => e.Part is null && folders.Of(e.Path).Class != e.Class))
            found.Add(new(WarningCodes.FolderClasses, $"Folders that are named like parts of a split are read as classes: {Names(manifest.ClassNames)}."));
        else if (manifest.Kind == DatasetKinds.Class && folders is null && PartsAmongClasses(manifest) is { Count: > 1 } classes)
            found.Add(new(WarningCodes.PartNames, $"Classes are named like parts of a split: {Names(classes)}. If they are parts, put class folders into each, and name the one for training “train”."));
        if (PartCounts.Of(manifest.Entries) is not { } parts) return;
        var isOfFolders = folders is not null && manifest.Entries.All(e => folders.Of(e.Path).Part == e.Part);
        found.Add(new(isOfFolders ? WarningCodes.FolderParts : WarningCodes.Parts, $"{(isOfFolders ? "The folders decide the split" : "The split is decided")}: {parts.Training:N0} for training, {parts.Validation:N0} for validation, {parts.Test:N0} for the test."
            + (parts.Test > 0 ? " No run is given the pictures of the test." : "")));
        var twice = manifest.Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal).Count(same => same.Select(e => e.Part).Distinct().Take(2).Count() > 1);
        if (twice > 0) found.Add(new(WarningCodes.Leak, $"{twice:N0} {(twice == 1 ? "picture lies" : "pictures lie")} in two parts at once: what is judged was seen in training."));
        if (manifest.Kind == DatasetKinds.Numbers) return;
        var trained = manifest.Entries.Where(e => e.Part is null or DatasetPart.Training).SelectMany(e => e.Names).ToHashSet(StringComparer.Ordinal);
        string[] untrained = [.. manifest.ClassNames.Where(name => !trained.Contains(name))];
        if (untrained.Length > 0) found.Add(new(WarningCodes.Untrained, $"No picture for training in {Names(untrained)}: no run can learn {(untrained.Length == 1 ? "it" : "them")}."));
    }

    private static void AddPictures(DatasetManifest manifest, List<ImportWarning> found)
    {
        var turned = manifest.Entries.Count(e => e.Turn is not null);
        if (turned > 0) found.Add(new(WarningCodes.Orientation, $"{turned:N0} {(turned == 1 ? "picture is turned as its" : "pictures are turned as their")} EXIF orientation says."));
        var ignored = manifest.Entries.Count(e => e.Turn is null && PictureFlags.OrientationOf(e) is not null);
        if (ignored > 0) found.Add(new(WarningCodes.OrientationIgnored, $"{ignored:N0} {(ignored == 1 ? "picture has" : "pictures have")} an EXIF orientation that is ignored: the network sees them as they are stored, not as a viewer shows them."));
        var several = manifest.Entries.Count(e => PictureFlags.FramesOf(e) > 1);
        if (several > 0) found.Add(new(WarningCodes.Frames, several == 1 ? "Of one picture with several frames or pages the first is used." : $"Of each of {several:N0} pictures with several frames or pages the first is used."));
    }

    private static IReadOnlyList<string> PartsAmongClasses(DatasetManifest manifest)
    {
        string[] classes = [.. manifest.ClassNames.Where(name => DatasetPart.Named(name) is not null)];
        return classes.DistinctBy(DatasetPart.Named).Skip(1).Any() && manifest.Entries.All(e => e.Part is null) ? classes : [];
    }

    internal static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(5).Select(name => $"“{name}”")) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
