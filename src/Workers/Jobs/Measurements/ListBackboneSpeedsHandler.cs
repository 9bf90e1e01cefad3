using MediatR;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

internal sealed class ListBackboneSpeedsHandler(SpeedMeasurer measurer) : IRequestHandler<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>
{
    // The cards that the page opens with. The others are measured when an estimate asks for them: all of them would take a small machine many minutes and
    // gigabytes.
    private const int Shown = 3;

    public Task<IReadOnlyList<BackboneSpeed>> Handle(ListBackboneSpeeds request, CancellationToken cancellationToken) =>
        measurer.ListAsync(BackboneCards.All.Take(Shown).Select(c => (c.Name, c.InputSize)), cancellationToken);
}
