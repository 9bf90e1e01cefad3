using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>The ways in which a version's undeclared names can be read, the likeliest first; empty where all are declared.</summary>
public sealed record GetNameReadings(DatasetVersionId Version) : IRequest<IReadOnlyList<NameReading>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
