using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Changes name, origin, notes and where it is cut. Runs keep the cut they were started with.</summary>
/// <param name="BeganOrigin">The origin that the writer saw; another in between refuses this one. Null overwrites.</param>
/// <param name="BeganNotes">The same of the notes.</param>
public sealed record EditCustomModel(
    CustomModelId Model,
    string Name,
    string Origin,
    string Notes,
    string Cut,
    string? BeganOrigin = null,
    string? BeganNotes = null
) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Model);
}
