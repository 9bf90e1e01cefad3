using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>Forgets what was said of a version's pictures and is not saved as a version yet.</summary>
public sealed record DiscardLabels(DatasetVersionId Version) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
