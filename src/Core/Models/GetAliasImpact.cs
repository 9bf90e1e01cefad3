using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>What a move would change: metric deltas to the incumbent.</summary>
public sealed record GetAliasImpact(ModelId Model, string Alias, int Version) : IRequest<AliasImpact?>, IGuarded
{
    public Needs Needs => Needs.Find(Model);
}
