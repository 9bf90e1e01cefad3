using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Runs the parts of a loop on the threads that libtorch computes with: a pool of our own would contend with them for the same processors, and would allocate managed memory beside libtorch (decision 22).
/// </summary>
internal static unsafe class ComputeThreads
{
    /// <summary>Calls a part with its state and each number below the count, in no order. A part must not throw.</summary>
    public static void For(int count, delegate*<void*, int, void> part, void* state)
    {
        var work = new Work { Part = part, State = state };
        LibTorch.ParallelFor(count, &Run, &work);
    }

    private struct Work
    {
        public delegate*<void*, int, void> Part;
        public void* State;
    }

    [UnmanagedCallersOnly]
    private static void Run(long from, long to, void* work)
    {
        for (var i = from; i < to; i++)
        {
            ((Work*)work)->Part(((Work*)work)->State, (int)i);
        }
    }
}
