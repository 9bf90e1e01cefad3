using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Moves an alias, atomically, with a reason that goes to the activity log.</summary>
/// <param name="Revision">The model's revision that the person saw; another move in between refuses this one.</param>
public sealed record MoveAlias(ModelId Model, string Alias, int Version, string Reason, long Revision) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}
