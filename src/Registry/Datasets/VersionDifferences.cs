using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>What changed between two manifests. The last few are kept: pages go through them picture by picture.</summary>
public sealed class VersionDifferences(ManifestFiles manifests)
{
    private const int Kept = 4;
    private readonly RecentlyUsed<(string, string), ManifestDifference> recent = new(Kept, _ => 1);

    /// <summary>Both manifests and their difference; null where a file is missing.</summary>
    public async Task<(DatasetManifest Before, DatasetManifest After, ManifestDifference Difference)?> BetweenAsync(
        string before,
        string after,
        CancellationToken cancellationToken
    )
    {
        if (await manifests.ReadAsync(before, cancellationToken) is not { } from || await manifests.ReadAsync(after, cancellationToken) is not { } to)
            return null;
        if (recent.Find((before, after)) is not { } difference)
            recent.Keep((before, after), difference = ManifestDifference.Between(from, to));
        return (from, to, difference);
    }
}
