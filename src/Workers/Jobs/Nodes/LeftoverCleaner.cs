using Microsoft.Extensions.Hosting;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>Removes at the start what killed processes left: the scratch folder, of which nothing is needed again, and files that were being written. The
/// folder's lock is held, so no other dashboard uses it.</summary>
internal sealed class LeftoverCleaner(StorageLayout layout) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A child that outlived its dashboard may still be writing: then a later start removes them.
        if (Posix.WithVariable(ChildEnvironment.Marker, layout.Root).Any())
            return Task.CompletedTask;
        if (Directory.Exists(layout.Scratch))
            Directory.Delete(layout.Scratch, recursive: true);
        foreach (var folder in (string[])[layout.Blobs, layout.Manifests, layout.Thumbs, layout.Backups, layout.Features])
            DurableFile.Sweep(folder, below: true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
