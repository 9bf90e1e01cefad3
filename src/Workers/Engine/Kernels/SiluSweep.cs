using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>silu in place: as fast as memory allows, where libtorch's waits for its exponential function.</summary>
internal static unsafe class SiluSweep
{
    private const int PartLength = 16 * 1024;

    /// <summary>Overwrites a tensor with x * sigmoid(x), and returns it. Without gradients.</summary>
    public static Tensor Apply(Tensor x)
    {
        if (!Avx512F.IsSupported || !TensorMemory.Serves(x))
        {
            return nn.functional.silu(x, inplace: true);
        }
        var job = new Job { Numbers = TensorMemory.Of(x), Length = x.numel() };
        ComputeThreads.For((int)((job.Length + PartLength - 1) / PartLength), &Part, &job);
        return x;
    }

    private struct Job
    {
        public float* Numbers;
        public long Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(void* state, int index)
    {
        var job = (Job*)state;
        var from = job->Numbers + ((long)index * PartLength);
        var length = (int)Math.Min(PartLength, job->Length - ((long)index * PartLength));
        var i = 0;
        for (; i + 16 <= length; i += 16)
        {
            SiluFunction.Value(Vector512.Load(from + i), default).Store(from + i);
        }
        if (i < length)
        {
            PartVector.Store(SiluFunction.Value(PartVector.Load(from + i, length - i), default), from + i, length - i);
        }
    }
}
