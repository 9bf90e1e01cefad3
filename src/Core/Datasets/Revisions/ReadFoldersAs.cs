using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Reads folders named train, val and test as parts, or as classes.</summary>
public sealed record ReadFoldersAs(bool Parts) : DatasetRevision
{
    public override Refusal Done => new(Parts ? "revision.folders.parts" : "revision.folders.classes");

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        RequireClasses(manifest);
        var parts = Parts ? FolderParts.Find(manifest.Entries.Select(e => e.Path)) ?? throw new RefusedException(new Refusal("revision.folders.none")) : null;
        foreach (var entry in manifest.Entries)
        {
            if (parts is null)
            {
                var slash = entry.Path.IndexOf('/', StringComparison.Ordinal);
                if (slash <= 0)
                    throw new RefusedException(new Refusal("revision.folders.outside", ("picture", entry.Path)));
                yield return entry with
                {
                    Part = null,
                    Class = entry.Path[..slash],
                };
            }
            // Without a class folder a picture of a part has no label.
            else if (parts.Of(entry.Path) is ({ } part, { } name))
            {
                yield return entry with
                {
                    Part = part,
                    Class = name,
                };
            }
        }
    }
}
