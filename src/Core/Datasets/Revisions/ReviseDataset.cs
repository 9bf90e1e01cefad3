using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Makes a new version of a dataset by a change of one of its versions; a change that changes nothing gives the version that exists.</summary>
/// <returns>The number of the resulting version.</returns>
public sealed record ReviseDataset(DatasetVersionId Version, DatasetRevision Revision) : IRequest<Outcome<int>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
