using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class GetNameReadingsHandler(IDatasetStore datasets) : IRequestHandler<GetNameReadings, IReadOnlyList<NameReading>>
{
    public async Task<IReadOnlyList<NameReading>> Handle(GetNameReadings request, CancellationToken cancellationToken) =>
        await datasets.ReadManifestAsync(request.Version, cancellationToken) is { } manifest ? NameReadings.Of(manifest) : [];
}
