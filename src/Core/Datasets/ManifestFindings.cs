using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a manifest shows of itself that a person should know: the same after an import and after a revision.</summary>
public static class ManifestFindings
{
    public static IReadOnlyList<ImportWarning> Of(DatasetManifest manifest)
    {
        var found = new List<ImportWarning>();
        AddParts(manifest, found);
        AddNames(manifest, found);
        if (AlikeLabels.Reason(AlikeLabels.Find(manifest), manifest.Kind == DatasetKinds.Labels) is { } reason)
            found.Add(new(WarningCodes.Labels, reason));
        AddPictures(manifest, found);
        AddTexts(manifest, found);
        TargetFindings.Add(manifest, found);
        return found;
    }

    private static void AddNames(DatasetManifest manifest, List<ImportWarning> found)
    {
        if (NameReadings.First(manifest) is not var (path, page))
            return;
        found.Add(new(WarningCodes.Names, new Refusal("finding.names", ("page", page.Title), ("path", path))));
    }

    private static void AddParts(DatasetManifest manifest, List<ImportWarning> found)
    {
        var folders = FolderParts.Find(manifest.Entries.Select(e => e.Path));
        if (manifest.Kind == DatasetKinds.Class && folders is not null && manifest.Entries.All(e => e.Part is null && folders.Of(e.Path).Class != e.Class))
            found.Add(new(WarningCodes.FolderClasses, new Refusal("finding.folderClasses", Names(manifest.ClassNames))));
        else if (manifest.Kind == DatasetKinds.Class && folders is null && PartsAmongClasses(manifest) is { Count: > 1 } classes)
            found.Add(new(WarningCodes.PartNames, new Refusal("finding.partNames", Names(classes))));
        if (PartCounts.Of(manifest.Entries) is not { } parts || parts.Training + parts.Validation + parts.Test == 0)
            return;
        var isOfFolders = folders is not null && manifest.Entries.All(e => folders.Of(e.Path).Part == e.Part);
        var split = new Refusal(
            isOfFolders ? "finding.folderParts" : "finding.parts",
            ("training", parts.Training),
            ("validation", parts.Validation),
            ("test", parts.Test)
        );
        found.Add(
            new(
                isOfFolders ? WarningCodes.FolderParts : WarningCodes.Parts,
                parts.Test > 0 ? new Refusal(Of(manifest, "finding.testKept"), ("split", split)) : split
            )
        );
        var twice = manifest.Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal).Count(same => same.Select(e => e.Part).Distinct().Take(2).Count() > 1);
        if (twice > 0)
            found.Add(new(WarningCodes.Leak, new Refusal(Of(manifest, "finding.leak"), ("pictures", twice))));
        if (!manifest.TellsNamesApart)
            return;
        var trained = manifest.Entries.Where(e => e.Part is null or DatasetPart.Training).SelectMany(manifest.NamesOf).ToHashSet(StringComparer.Ordinal);
        string[] untrained = [.. manifest.ClassNames.Where(name => !trained.Contains(name))];
        if (untrained.Length > 0)
            found.Add(new(WarningCodes.Untrained, new Refusal(Of(manifest, "finding.untrained"), Names(untrained), ("count", untrained.Length))));
    }

    private static void AddPictures(DatasetManifest manifest, List<ImportWarning> found)
    {
        var turned = manifest.Entries.Count(e => e.Turn is not null);
        if (turned > 0)
            found.Add(new(WarningCodes.Orientation, new Refusal("finding.turned", ("pictures", turned))));
        var ignored = manifest.Entries.Count(e => e.Turn is null && PictureFlags.OrientationOf(e) is not null);
        if (ignored > 0)
            found.Add(new(WarningCodes.OrientationIgnored, new Refusal("finding.orientationIgnored", ("pictures", ignored))));
        var several = manifest.Entries.Count(e => PictureFlags.FramesOf(e) > 1);
        if (several > 0)
            found.Add(new(WarningCodes.Frames, several == 1 ? new Refusal("finding.frames.one") : new Refusal("finding.frames", ("pictures", several))));
    }

    private static void AddTexts(DatasetManifest manifest, List<ImportWarning> found)
    {
        if (!IsOfTexts(manifest))
            return;
        var near = manifest.Entries.Count(e => e.Flags?.Any(flag => flag.StartsWith(TextFlags.NearDuplicateOf, StringComparison.Ordinal)) == true);
        if (near > 0)
            found.Add(new(WarningCodes.NearDuplicates, new Refusal("finding.texts.near", ("texts", near))));
        var longs = manifest.Entries.Count(e => e.Flags?.Contains(TextFlags.VeryLong) == true);
        if (longs > 0)
            found.Add(new(WarningCodes.VeryLong, new Refusal("finding.texts.long", ("texts", longs), ("most", TextFlags.VeryLongFrom))));
    }

    private static bool IsOfTexts(DatasetManifest manifest) => manifest.Input == Inputs.Texts.TextInputCard.InputName;

    // The same said of texts.
    internal static string Of(DatasetManifest manifest, string code) => IsOfTexts(manifest) ? code + ".texts" : code;

    private static IReadOnlyList<string> PartsAmongClasses(DatasetManifest manifest)
    {
        string[] classes = [.. manifest.ClassNames.Where(name => DatasetPart.Named(name) is not null)];
        return classes.DistinctBy(DatasetPart.Named).Skip(1).Any() && manifest.Entries.All(e => e.Part is null) ? classes : [];
    }

    /// <summary>The value <c>names</c> of a sentence.</summary>
    internal static RefusalValue Names(IReadOnlyList<string> names)
    {
        var said = string.Join(", ", names.Take(5).Select(name => $"“{name}”"));
        return names.Count > 5 ? ("names", new Refusal("finding.andMore", ("names", said), ("more", names.Count - 5))) : ("names", said);
    }
}
