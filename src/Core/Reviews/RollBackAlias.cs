using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Gives an alias back to the version that carried it before, at once, and leaves a review that says so. Refused where that version's file is missing
/// or damaged.</summary>
/// <param name="Version">The version that carries it now, as the person saw it; another refuses.</param>
public sealed record RollBackAlias(ModelId Model, string Alias, int Version, string Reason) : IRequest<Outcome<ReviewId>>, IGuarded
{
    public Needs Needs => Needs.Review(Model);
}
