using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>Ends the repetition of a version that waits or is at work.</summary>
public sealed record StopCertificate(ModelVersionId Version) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
