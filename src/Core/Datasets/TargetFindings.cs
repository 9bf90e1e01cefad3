namespace MlOpsDashboard.Core.Datasets;

/// <summary>What labels and numbers of a manifest show that a person should know.</summary>
internal static class TargetFindings
{
    public static void Add(DatasetManifest manifest, List<ImportWarning> found)
    {
        switch (manifest.Kind)
        {
            case DatasetKinds.Labels:
                AddAllOrNone(manifest, found);
                break;
            case DatasetKinds.Numbers:
                string[] constant = [.. manifest.ClassNames.Where((_, i) => manifest.Entries.Select(e => e.Numbers![i]).Distinct().Take(2).Count() < 2)];
                if (constant.Length > 0) found.Add(new(WarningCodes.ConstantNumber, $"{ManifestFindings.Names(constant)} never {(constant.Length == 1 ? "changes" : "change")}: there is nothing to learn."));
                break;
            default:
                var several = manifest.Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal).Count(same => same.Select(e => e.Class).Distinct(StringComparer.Ordinal).Take(2).Count() > 1);
                if (several > 0) found.Add(new(WarningCodes.SeveralClasses, $"{several:N0} {(several == 1 ? "picture lies" : "pictures lie")} in several classes. If each of them is right, they are labels: a picture may have several. If not, one of the classes is wrong."));
                break;
        }
    }

    private static void AddAllOrNone(DatasetManifest manifest, List<ImportWarning> found)
    {
        var words = new List<string>();
        foreach (var part in manifest.Entries.GroupBy(e => e.Part).OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            var (where, pictures) = (part.Key is { } name ? $" of {name}" : "", part.Count());
            var counts = part.SelectMany(e => e.Names).CountBy(label => label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            string[] all = [.. manifest.ClassNames.Where(label => counts.GetValueOrDefault(label) == pictures)];
            // What has no picture for training is said of the parts.
            string[] none = part.Key == DatasetPart.Training ? [] : [.. manifest.ClassNames.Where(label => !counts.ContainsKey(label))];
            if (all.Length > 0) words.Add($"Every picture{where} has {ManifestFindings.Names(all)}: that can't be learned or judged there.");
            if (none.Length > 0) words.Add($"No picture{where} has {ManifestFindings.Names(none)}: that can't be judged there.");
        }
        if (words.Count > 0) found.Add(new(WarningCodes.LabelOfAllOrNone, string.Join(' ', words)));
    }
}
