using MediatR;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Registry.Datasets;

internal sealed class ListUploadsInUseHandler(IDatasetStore datasets) : IRequestHandler<ListUploadsInUse, IReadOnlyList<string>>
{
    public async Task<IReadOnlyList<string>> Handle(ListUploadsInUse request, CancellationToken cancellationToken) =>
        [.. (await datasets.OpenImportsAsync(cancellationToken)).Select(i => i.Source).OfType<UploadSource>().Select(s => s.Folder).Distinct()];
}
