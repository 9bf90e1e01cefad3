using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>The newest finished run of the dataset's project that has a model for such data and knows one of its names at least; null where there is
/// none.</summary>
public sealed record FindProposer(DatasetVersionId Version) : IRequest<Proposer?>, IGuarded
{
    public Needs Needs => Needs.Find(Version);
}
