using System.Runtime.CompilerServices;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// Lets finalizers run only while the thread that computes waits for them. TorchSharp frees the native part of a number (<c>x * 0.5</c>) in a finalizer and
/// does not keep it alive during the native call,
/// so a collection that any other thread starts in those microseconds would free it while libtorch reads it (decision 22). A collection may come at any time;
/// what it frees is freed at the next
/// <see cref="Pass"/>. For processes in which one thread computes.
/// </summary>
public static class FinalizerGate
{
    private const int RunsBetween = 64;
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromMilliseconds(20);
    private static readonly ManualResetEventSlim Parked = new();
    private static readonly SemaphoreSlim Open = new(0);
    private static bool held;
    private static int runs;

    /// <summary>Whether in this process one thread computes and nobody else waits for finalizers; without it <see cref="Hold"/> does nothing.</summary>
    public static bool OneThreadComputes { get; set; }

    /// <summary>Whether finalizers are held back now: then another thread may allocate while libtorch computes.</summary>
    public static bool IsHeld => held;

    /// <summary>Holds all finalizers of this process back from now on. Whoever waits for finalizers without <see cref="Pass"/> waits for ever.</summary>
    public static void Hold()
    {
        if (OneThreadComputes && !held)
        {
            held = true;
            Park();
        }
    }

    /// <summary>Ends <see cref="Hold"/>. Needed before a process ends: the runtime waits for the thread that runs finalizers, before any handler of
    /// <c>ProcessExit</c> is called.</summary>
    public static void Release()
    {
        if (held)
        {
            held = false;
            Open.Release();
        }
    }

    /// <summary>Runs the finalizers that wait. Called where no native call is under way on the thread that computes; does nothing unless they are
    /// held.</summary>
    public static void Pass()
    {
        if (!held)
        {
            return;
        }
        runs = 0;
        Open.Release();
        GC.WaitForPendingFinalizers();
        ManagedHeap.Own.Tidy();
        Park();
    }

    /// <summary>Told of each pass through a network; every so often it lets finalizers run.</summary>
    internal static void BeforeRun()
    {
        if (held && ++runs >= RunsBetween)
        {
            Pass();
        }
    }

    // A finalizer of our own keeps the one thread that runs them. A collection of another thread may have moved it to an older generation before it was
    // dropped.
    private static void Park()
    {
        Parked.Reset();
        Drop();
        var generation = 0;
        do
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            generation = Math.Min(generation + 1, GC.MaxGeneration);
        } while (!Parked.Wait(BetweenCollections));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop() => _ = new Gate();

    private sealed class Gate
    {
        ~Gate()
        {
            Parked.Set();
            Open.Wait();
        }
    }
}
