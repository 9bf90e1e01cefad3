using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record ArchiveModel(ModelId Model, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}
