using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Launching;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Ends what is at work on something that a person stopped, whoever follows it.</summary>
public sealed class WorkStopper(IWorkLedger ledger, WorkSupervisor supervisor, ILauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>To be asked before the stop is written, which forgets the attempt.</summary>
    public Task<WorkState?> LookAsync(WorkId work, CancellationToken cancellationToken) => ledger.FindAsync(work, cancellationToken);

    /// <summary>Tells the holder in this process. Where none is, an attempt that outlived its holder is ended and its files are swept.</summary>
    public async Task StopAsync(WorkState? before, CancellationToken cancellationToken)
    {
        if (before is null || supervisor.Stop(before.Id))
            return;
        if (before.Handle is { } handle)
            await EndAsync(handle, cancellationToken);
        await supervisor.SweepAsync(before.Id, before.Kind);
    }

    // Files of a child that still writes would be swept in part.
    private async Task EndAsync(string handle, CancellationToken cancellationToken)
    {
        await launcher.StopAsync(handle, force: true);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        var begun = time.GetTimestamp();
        while ((await launcher.LookAsync(handle)).IsAlive && time.GetElapsedTime(begun) < Patience)
            await timer.WaitForNextTickAsync(cancellationToken);
    }
}
