using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

public sealed record RemoveAlias(ModelId Model, string Alias, string Reason, long Revision) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}
