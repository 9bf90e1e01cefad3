using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>x * scale + shift by channel, of tensors that follow one another along the channels, and relu, in one sweep through memory. Float32, on a
/// processor with AVX-512.</summary>
internal static unsafe class ScaleShift
{
    private const int PixelsOfAPart = 256;

    public static bool Serves => Vector512.IsHardwareAccelerated;

    /// <param name="parts">(..., Ck), float32, on the CPU; alike but for the channels.</param>
    /// <param name="scale">(C), C the sum of all Ck.</param>
    /// <param name="shift">(C).</param>
    /// <returns>(..., C).</returns>
    public static Tensor Apply(IReadOnlyList<Tensor> parts, Tensor scale, Tensor shift, bool relu)
    {
        using var scope = NewDisposeScope();
        Tensor[] dense = [.. parts.Select(part => part.contiguous())];
        var result = empty([.. parts[0].shape[..^1], scale.shape[0]], ScalarType.Float32);
        var sources = stackalloc Source[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            sources[i] = new Source { At = TensorMemory.Of(dense[i]), Channels = (int)dense[i].shape[^1] };
        }
        var job = new Job
        {
            Sources = sources,
            Count = parts.Count,
            Scale = TensorMemory.Of(scale),
            Shift = TensorMemory.Of(shift),
            Result = TensorMemory.Of(result),
            Channels = (int)scale.shape[0],
            Pixels = result.numel() / scale.shape[0],
            Floor = relu ? 0 : float.NegativeInfinity,
        };
        ComputeThreads.For((int)((job.Pixels + PixelsOfAPart - 1) / PixelsOfAPart), &Part, &job);
        return result.MoveToOuterDisposeScope();
    }

    private struct Source
    {
        public float* At;
        public int Channels;
    }

    private struct Job
    {
        public Source* Sources;
        public int Count,
            Channels;
        public float* Scale;
        public float* Shift;
        public float* Result;
        public long Pixels;
        public float Floor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(void* state, int index)
    {
        var job = (Job*)state;
        var (from, to) = ((long)index * PixelsOfAPart, Math.Min(job->Pixels, ((long)index + 1) * PixelsOfAPart));
        var floor = Vector512.Create(job->Floor);
        for (var pixel = from; pixel < to; pixel++)
        {
            var (scale, shift, result) = ((nint)job->Scale, (nint)job->Shift, (nint)(job->Result + (pixel * job->Channels)));
            for (var k = 0; k < job->Count; k++)
            {
                var channels = job->Sources[k].Channels;
                Row(job->Sources[k].At + (pixel * channels), (float*)scale, (float*)shift, (float*)result, channels, floor);
                (scale, shift, result) = (scale + (channels * sizeof(float)), shift + (channels * sizeof(float)), result + (channels * sizeof(float)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* x, float* scale, float* shift, float* result, int channels, Vector512<float> floor)
    {
        var i = 0;
        for (; i <= channels - 16; i += 16)
        {
            Vector512.Max(Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(scale + i), Vector512.Load(shift + i)), floor).Store(result + i);
        }
        for (; i < channels; i++)
        {
            result[i] = MathF.Max(MathF.FusedMultiplyAdd(x[i], scale[i], shift[i]), floor[0]);
        }
    }
}
