using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models;

/// <summary>Registers a finished run's best checkpoint as a new version of a model (created where it is new). Refused where preprocessing parity
/// fails.</summary>
public sealed record RegisterModel(RunId Run, string ModelName, string Description) : IRequest<Outcome<RegisteredVersion>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
