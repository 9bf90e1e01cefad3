using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Certificates;

internal sealed class StartCertificateHandler(ICertificateStore certificates, IWorkQueue queue, CurrentCaller caller)
    : IRequestHandler<StartCertificate, Outcome>
{
    public async Task<Outcome> Handle(StartCertificate request, CancellationToken cancellationToken)
    {
        var created = await certificates.CreateAsync(request.Version, request.Epochs, caller.Value, cancellationToken);
        if (created.IsDone)
            queue.Wake();
        return created;
    }
}
