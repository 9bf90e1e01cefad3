using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Texts of a version by their paths, in the order of these; what is not in the version is left out.</summary>
/// <param name="Paths">The first <see cref="Most"/> are read.</param>
public sealed record GetTexts(DatasetVersionId Version, IReadOnlyList<string> Paths) : IRequest<IReadOnlyList<DatasetText>>, IGuarded
{
    public const int Most = 200;

    public Needs Needs => Needs.View(Version);

    public bool Equals(GetTexts? other) => other is not null && Version == other.Version && Paths.SequenceEqual(other.Paths);

    public override int GetHashCode() => HashCode.Combine(Version, Paths.Count);
}
