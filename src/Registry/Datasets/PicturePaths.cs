using System.Runtime.CompilerServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Finds the picture behind a path of an evaluation.</summary>
public sealed class PicturePaths(IDatasetStore datasets)
{
    private readonly ConditionalWeakTable<DatasetManifest, IReadOnlyDictionary<string, string>> known = [];

    /// <summary>Path to <see cref="DatasetEntry.MediaKey"/> of every picture of the version; empty where the manifest is gone.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        await datasets.ReadManifestAsync(version, cancellationToken) is { } manifest ? known.GetValue(manifest, Of) : new Dictionary<string, string>();

    /// <summary>The evaluation with the pictures of its dataset.</summary>
    public async Task<StoredEvaluation> WithAsync(DatasetVersionId version, StoredEvaluation evaluation, CancellationToken cancellationToken) =>
        evaluation with
        {
            PictureOf = evaluation.Predictions is null ? evaluation.PictureOf : await OfAsync(version, cancellationToken),
        };

    private static Dictionary<string, string> Of(DatasetManifest manifest)
    {
        var paths = new Dictionary<string, string>(manifest.Entries.Count);
        foreach (var entry in manifest.Entries)
            paths[entry.Path] = entry.MediaKey;
        return paths;
    }
}
