using System.Runtime.InteropServices;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Runs the parts of a loop on the threads that libtorch computes with: a pool of our own would contend with them for the same processors, and would
/// allocate managed memory beside libtorch (decision 22). Where libtorch brings no GNU OpenMP, the calling thread does all parts.
/// </summary>
internal static unsafe class ComputeThreads
{
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Fork = FindFork();

    /// <summary>Calls a part with its state and each number below the count, in no order. A part must not throw.</summary>
    public static void For(int count, delegate*<void*, int, void> part, void* state)
    {
        var work = new Work { Part = part, State = state, Count = count };
        var threads = Math.Min(count, torch.get_num_threads());
        if (Fork is null || threads < 2)
        {
            Run(&work);
        }
        else
        {
            Fork(&Member, &work, (uint)threads, 0);
        }
    }

    private struct Work
    {
        public delegate*<void*, int, void> Part;
        public void* State;
        public int Count;
        public int Next;
    }

    [UnmanagedCallersOnly]
    private static void Member(void* work) => Run((Work*)work);

    private static void Run(Work* work)
    {
        for (var i = Interlocked.Increment(ref work->Next) - 1; i < work->Count; i = Interlocked.Increment(ref work->Next) - 1)
        {
            work->Part(work->State, i);
        }
    }

    // The library that libtorch has loaded, whatever its file is called: a second one would have threads of its own.
    private static delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> FindFork()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        torch.get_num_threads();
        var path = File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is var at and >= 0 ? line[at..] : "").FirstOrDefault(file => Path.GetFileName(file).StartsWith("libgomp", StringComparison.Ordinal));
        return path is not null && NativeLibrary.TryLoad(path, out var library) && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var fork)
            ? (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)fork : null;
    }
}
