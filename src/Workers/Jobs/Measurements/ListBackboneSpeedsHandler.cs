using MediatR;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

internal sealed class ListBackboneSpeedsHandler(SpeedMeasurer measurer) : IRequestHandler<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>
{
    public Task<IReadOnlyList<BackboneSpeed>> Handle(ListBackboneSpeeds request, CancellationToken cancellationToken) =>
        measurer.ListAsync(BackboneCards.All.Select(c => (c.Name, c.InputSize)), cancellationToken);
}
