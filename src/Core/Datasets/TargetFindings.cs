using MlOpsDashboard.Core.Refusals;

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
                if (constant.Length > 0)
                    found.Add(new(WarningCodes.ConstantNumber, new Refusal("finding.constant", ManifestFindings.Names(constant), ("count", constant.Length))));
                break;
            default:
                var several = manifest
                    .Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal)
                    .Count(same => same.Select(e => e.Class).Distinct(StringComparer.Ordinal).Take(2).Count() > 1);
                if (several > 0)
                    found.Add(new(WarningCodes.SeveralClasses, new Refusal(ManifestFindings.Of(manifest, "finding.severalClasses"), ("pictures", several))));
                break;
        }
    }

    private static void AddAllOrNone(DatasetManifest manifest, List<ImportWarning> found)
    {
        var said = new List<Refusal>();
        foreach (var part in manifest.Entries.GroupBy(e => e.Part).OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            var (where, pictures) = (part.Key, part.Count());
            var counts = part.SelectMany(e => e.Names).CountBy(label => label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
            string[] all = [.. manifest.ClassNames.Where(label => counts.GetValueOrDefault(label) == pictures)];
            // What has no picture for training is said of the parts.
            string[] none = part.Key == DatasetPart.Training ? [] : [.. manifest.ClassNames.Where(label => !counts.ContainsKey(label))];
            if (all.Length > 0)
                said.Add(
                    where is null
                        ? new(ManifestFindings.Of(manifest, "finding.label.all"), ManifestFindings.Names(all))
                        : new(ManifestFindings.Of(manifest, "finding.label.allOf"), ManifestFindings.Names(all), ("part", new Refusal($"finding.part.{where}")))
                );
            if (none.Length > 0)
                said.Add(
                    where is null
                        ? new(ManifestFindings.Of(manifest, "finding.label.none"), ManifestFindings.Names(none))
                        : new(
                            ManifestFindings.Of(manifest, "finding.label.noneOf"),
                            ManifestFindings.Names(none),
                            ("part", new Refusal($"finding.part.{where}"))
                        )
                );
        }
        if (said.Count > 0)
            found.Add(new(WarningCodes.LabelOfAllOrNone, said.Aggregate((before, next) => new Refusal("finding.then", ("before", before), ("next", next)))));
    }
}
