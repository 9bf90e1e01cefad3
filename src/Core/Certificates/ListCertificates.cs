using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>A version's certificates, the newest first.</summary>
public sealed record ListCertificates(ModelVersionId Version) : IRequest<IReadOnlyList<CertificateRow>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}
