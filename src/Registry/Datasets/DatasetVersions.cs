using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>How a version comes to a dataset, by an import or a revision.</summary>
internal static class DatasetVersions
{
    /// <summary>The version with this manifest: the existing one, or a new one with its facts.</summary>
    /// <param name="dataset">With its versions.</param>
    /// <param name="hash">Of the manifest.</param>
    public static DatasetVersion Add(WriteUnit unit, Dataset dataset, DatasetManifest manifest, string hash, string reportJson, Refusal source)
    {
        var known = dataset.Versions.Any(v => v.ManifestHash == hash);
        var version = dataset.AddVersion(
            hash,
            manifest.Entries.Count,
            manifest.ClassNames.Count,
            manifest.Entries.Sum(e => e.Bytes),
            reportJson,
            source,
            unit.Now
        );
        if (!known)
        {
            unit.Context.Add(version);
            unit.Context.Add(DatasetFactsOf.Version(version.Id, manifest));
        }
        return version;
    }
}
