using System.Runtime.CompilerServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Finds the picture behind a path of an evaluation.</summary>
public sealed class PicturePaths(IDatasetStore datasets)
{
    private readonly ConditionalWeakTable<DatasetManifest, IReadOnlyDictionary<string, string>> known = [];

    /// <summary>Path to <see cref="DatasetEntry.MediaKey"/> of every picture of the version; empty where the manifest is gone.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        Of(await datasets.ReadManifestAsync(version, cancellationToken));

    /// <summary>The evaluation with the examples of its dataset.</summary>
    public async Task<StoredEvaluation> WithAsync(DatasetVersionId version, StoredEvaluation evaluation, CancellationToken cancellationToken)
    {
        if (evaluation.Predictions is null)
            return evaluation;
        var manifest = await datasets.ReadManifestAsync(version, cancellationToken);
        return evaluation with
        {
            PictureOf = manifest is { Input: not InputCards.Pictures } ? evaluation.PictureOf : Of(manifest),
            Version = version,
            Input = manifest?.Input ?? InputCards.Pictures,
        };
    }

    private IReadOnlyDictionary<string, string> Of(DatasetManifest? manifest) =>
        manifest is null ? new Dictionary<string, string>() : known.GetValue(manifest, Read);

    private static IReadOnlyDictionary<string, string> Read(DatasetManifest manifest)
    {
        var paths = new Dictionary<string, string>(manifest.Entries.Count);
        foreach (var entry in manifest.Entries)
            paths[entry.Path] = entry.MediaKey;
        return paths;
    }
}
