using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Gives back the memory of pages that were closed. The runtime keeps what it once had in case it is needed again; a dashboard that shares its
/// machine with training should not.</summary>
/// <remarks>Half a minute after a page went, and no more often: a hundred pages closed together cost one collection, and a dashboard where no page closes is
/// left alone.</remarks>
public sealed class PageMemory : CircuitHandler, IDisposable
{
    /// <summary>From a closed page to the collection.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ITimer timer;
    private int pending;

    public PageMemory(TimeProvider clock)
        : this(clock, Collect) { }

    internal PageMemory(TimeProvider clock, Action collect) =>
        timer = clock.CreateTimer(
            _ =>
            {
                // What closes from here on asks anew.
                Interlocked.Exchange(ref pending, 0);
                collect();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Closed();
        return Task.CompletedTask;
    }

    public void Dispose() => timer.Dispose();

    internal void Closed()
    {
        if (Interlocked.Exchange(ref pending, 1) == 0)
            timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    internal static void Collect()
    {
        // The only mode that gives pages of memory back to the system at once.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Then what SQLite, compression and the runtime itself freed: glibc keeps that in its arenas.
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with ways of its own.
        }
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // One call without strings, in C's own name: not worth unsafe code for the whole assembly.
    [DllImport("libc", ExactSpelling = true)]
    private static extern int malloc_trim(nint pad);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}
