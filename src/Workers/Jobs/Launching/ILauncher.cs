using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Launching;

/// <summary>Starts attempts somewhere and looks after them by a handle, which outlives this process: a folder on this machine, a job number, a pod.</summary>
public interface ILauncher
{
    /// <summary>Whether an attempt is left at work when this process is asked to end. One whose process was killed is found again by its handle either
    /// way.</summary>
    bool OutlivesSupervisor { get; }

    /// <summary>Starts the attempt. Its folder is prepared.</summary>
    Task StartAsync(string handle, WorkStart start);

    Task<LaunchState> LookAsync(string handle);

    /// <summary>Asks it to end, or ends it at once. Nothing happens where it has ended.</summary>
    /// <param name="force">At once, with whatever it started.</param>
    Task StopAsync(string handle, bool force);

    /// <summary>What it has written so far, from a byte on.</summary>
    /// <param name="errors">Standard error instead of standard output.</param>
    Task<Stream> OutputAsync(string handle, bool errors, long from);

    /// <summary>Ends whatever is at work for this storage folder and in none of these attempts.</summary>
    Task EndStrangersAsync(IReadOnlyCollection<string> known);
}
