using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Waits for an import's end. Its changes are published on the run feed under the import's value.</summary>
public sealed class ImportWaiter(IRunFeed feed, IDatasetStore datasets)
{
    public async Task WaitAsync(ImportId import, CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = feed.Subscribe(new RunId(import.Value), _ => changed.Release());
        while ((await datasets.OpenImportsAsync(cancellationToken)).Any(i => i.Import == import))
            await changed.WaitAsync(cancellationToken);
    }
}
