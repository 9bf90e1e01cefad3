using Microsoft.Extensions.Hosting;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>One dashboard a storage folder: two schedulers on one SQLite file would take each other's runs for their own. The system frees the lock when the process ends, however it ends.</summary>
public sealed class NodeLock(StorageLayout layout) : IHostedLifecycleService, IDisposable
{
    private FileStream? held;

    /// <exception cref="RefusedException">Another process holds it.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(layout.Root);
        var path = Path.Combine(layout.Root, "dashboard.lock");
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new RefusedException($"Another dashboard is using {layout.Root} (its lock {path} is held). End it first, or set Storage:Root to another folder.");
        }
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => held?.Dispose();
}
