using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

internal sealed class ListSamplesHandler(SampleCatalogReader samples) : IRequestHandler<ListSamples, IReadOnlyList<SampleInfo>>
{
    public Task<IReadOnlyList<SampleInfo>> Handle(ListSamples request, CancellationToken cancellationToken) => samples.ListAsync(cancellationToken);
}
