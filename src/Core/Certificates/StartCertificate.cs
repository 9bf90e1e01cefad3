using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>Trains a version's run again in a worker, and compares the numbers. One at a time: while one of the version is at work nothing is started.</summary>
/// <param name="Epochs">The first so many; null for all, and then the weights too.</param>
public sealed record StartCertificate(ModelVersionId Version, int? Epochs = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Version);
}
