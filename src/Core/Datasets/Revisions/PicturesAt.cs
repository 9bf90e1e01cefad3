using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Pictures that a revision names.</summary>
internal static class PicturesAt
{
    /// <exception cref="RefusedException">One is not there, or named twice.</exception>
    public static IReadOnlySet<string> Require(DatasetManifest manifest, IEnumerable<string> paths)
    {
        var there = manifest.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (!there.Contains(path))
                throw new RefusedException(new Refusal("revision.picture.unknown", ("path", path)));
            if (!named.Add(path))
                throw new RefusedException(new Refusal("revision.picture.twice", ("path", path)));
        }
        return named;
    }
}
