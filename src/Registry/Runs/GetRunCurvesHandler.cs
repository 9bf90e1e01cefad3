using MediatR;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class GetRunCurvesHandler(RegistryReader reader) : IRequestHandler<GetRunCurves, RunCurves?>
{
    public Task<RunCurves?> Handle(GetRunCurves request, CancellationToken cancellationToken) =>
        reader.ReadAsync(async context => (await RunCurvesReading.ReadAsync(context, [request.Run], cancellationToken)).FirstOrDefault(), cancellationToken);
}
