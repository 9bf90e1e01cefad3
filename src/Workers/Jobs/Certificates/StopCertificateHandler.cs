using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Certificates;

/// <summary>Ends it in the registry first, so that nothing of it is stored afterwards, then its child.</summary>
internal sealed class StopCertificateHandler(ICertificateStore certificates, WorkStopper stopper, CurrentCaller caller)
    : IRequestHandler<StopCertificate, Outcome>
{
    public async Task<Outcome> Handle(StopCertificate request, CancellationToken cancellationToken)
    {
        var open = await certificates.FindOpenAsync(request.Version, cancellationToken);
        var before = open is { } work ? await stopper.LookAsync(work, cancellationToken) : null;
        var ended = await certificates.CancelAsync(request.Version, caller.Value, cancellationToken);
        if (ended.IsDone)
            await stopper.StopAsync(before, CancellationToken.None);
        return ended;
    }
}
