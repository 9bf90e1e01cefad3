using Microsoft.Extensions.Hosting;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>Empties the scratch folder at the start: pictures and previews that a killed dashboard left. Nothing in it is needed again; the node's lock is held, so nobody uses it.</summary>
internal sealed class ScratchCleaner(StorageLayout layout) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(layout.Scratch)) Directory.Delete(layout.Scratch, recursive: true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
