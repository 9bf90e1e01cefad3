using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Runs the parts of a loop on the threads that libtorch computes with: a pool of our own would contend with them for the same processors, and would allocate
/// managed memory beside libtorch (decision 22).
/// </summary>
internal static unsafe class ComputeThreads
{
    /// <summary>Calls a part with its state and each number below the count, in no order. A part must not throw.</summary>
    public static void For(int count, delegate* <void*, int, void> part, void* state)
    {
        var work = new Work
        {
            Part = part,
            State = state,
            Count = count,
        };
        LibTorch.ParallelFor(count, &Run, &work);
    }

    private struct Work
    {
        public delegate* <void*, int, void> Part;
        public void* State;
        public int Count;
        public int Taken;
    }

    // Not the thread's own range but whatever is next: parts differ in size, and a processor may have a neighbour.
    [UnmanagedCallersOnly]
    private static void Run(long from, long to, void* work)
    {
        var shared = (Work*)work;
        for (var i = Interlocked.Increment(ref shared->Taken) - 1; i < shared->Count; i = Interlocked.Increment(ref shared->Taken) - 1)
        {
            shared->Part(shared->State, i);
        }
    }
}
