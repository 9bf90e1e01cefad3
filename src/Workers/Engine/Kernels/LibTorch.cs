using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>What libtorch offers through its stable C interface and TorchSharp does not.</summary>
internal static unsafe partial class LibTorch
{
    private const string Library = "torch_cpu";

    /// <summary>Runs a function over parts of [0, count) on the threads that libtorch computes with. It must not throw.</summary>
    public static void ParallelFor(long count, delegate* unmanaged<long, long, void*, void> part, void* state)
    {
        if (NativeParallelFor(0, count, 1, part, state) != 0)
        {
            throw new InvalidOperationException("libtorch's torch_parallel_for failed; its message stands on the error stream.");
        }
    }

    [LibraryImport(Library, EntryPoint = "torch_parallel_for")]
    private static partial int NativeParallelFor(long begin, long end, long grain, delegate* unmanaged<long, long, void*, void> part, void* state);
}
