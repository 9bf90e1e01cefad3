using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>Makes a new version of what was said of a version's pictures; nothing is left of the draft.</summary>
/// <returns>The number of the new version.</returns>
public sealed record PublishLabels(DatasetVersionId Version) : IRequest<Outcome<int>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
