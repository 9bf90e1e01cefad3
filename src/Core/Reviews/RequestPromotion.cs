using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Asks that an alias be moved to a version: the gate judges it beside the version that carries the alias, then people decide. Asked again while it is
/// open, it answers with the open one.</summary>
public sealed record RequestPromotion(ModelId Model, string Alias, int Version, string Reason) : IRequest<Outcome<ReviewId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}
