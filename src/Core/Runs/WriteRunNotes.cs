using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Began">The notes that the writer saw; others in between refuse this one. Null overwrites.</param>
public sealed record WriteRunNotes(RunId Run, string Notes, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
