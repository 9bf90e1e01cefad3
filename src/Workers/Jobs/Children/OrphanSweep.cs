using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>Ends training children that outlived their dashboard and that nobody goes on with: their run was to be stopped.</summary>
public sealed partial class OrphanSweep(StorageLayout layout, IOptions<WorkerOptions> options, TimeProvider time, ILogger<OrphanSweep> logger)
{
    /// <param name="wanted">Runs whose child is followed by the next job.</param>
    public void EndAllBut(IReadOnlySet<RunId> wanted)
    {
        var runs = Path.Combine(layout.Root, "runs");
        if (!Directory.Exists(runs)) return;
        foreach (var folder in Directory.EnumerateDirectories(runs).Where(f => !wanted.Any(w => layout.Run(w) == f)))
            if (PidFile.FindAlive(folder) is { } orphan) _ = EndAsync(orphan);
    }

    private async Task EndAsync(PidFile orphan)
    {
        LogOrphan(logger, orphan.ProcessId);
        Posix.Kill(orphan.ProcessId, Posix.SigTerm);
        await Task.Delay(options.Value.StopGrace, time);
        if (orphan.IsAlive) Posix.Kill(-orphan.ProcessId, Posix.SigKill);
    }

    [LoggerMessage(LogLevel.Warning, "Process {ProcessId} outlived its dashboard, and its run was to be stopped; it is ended.")]
    private static partial void LogOrphan(ILogger logger, int processId);
}
