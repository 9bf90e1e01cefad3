using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>Finds the picture behind a path of an evaluation.</summary>
public sealed class PicturePaths(IDatasetStore datasets)
{
    /// <summary>Path to <see cref="DatasetEntry.MediaKey"/> for pictures; empty where the manifest is gone.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(DatasetVersionId version, IEnumerable<string> pictures, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(version, cancellationToken) is not { } manifest) return new Dictionary<string, string>();
        var wanted = pictures.ToHashSet();
        var paths = new Dictionary<string, string>();
        foreach (var entry in manifest.Entries)
            if (wanted.Contains(entry.Path)) paths[entry.Path] = entry.MediaKey;
        return paths;
    }

    /// <summary>The evaluation with the pictures of its rows.</summary>
    public async Task<StoredEvaluation> WithAsync(DatasetVersionId version, StoredEvaluation evaluation, CancellationToken cancellationToken) =>
        evaluation with { PictureOf = await OfAsync(version, evaluation.Predictions?.Rows.Select(row => row.Name) ?? [], cancellationToken) };
}
