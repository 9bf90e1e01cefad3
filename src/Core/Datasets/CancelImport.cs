using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

public sealed record CancelImport(ImportId Import) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Import);
}
