using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlOpsDashboard.Workers.Engine.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>Adam's update of all weights in one sweep through memory, instead of seven for each of them. Float32 on the CPU.</summary>
internal sealed unsafe class AdamUpdate
{
    private const int PartSize = 32 * 1024;
    private readonly List<Part> _parts = [];

    private struct Part
    {
        public float* Weight,
            Gradient,
            Momentum,
            Velocity;
        public int Count;
        public float Rate;
    }

    private struct Job
    {
        public Part* Parts;
        public float Beta1,
            Rest1,
            Beta2,
            Rest2,
            Epsilon;
    }

    /// <summary>Takes a weight into the sweep, if all four lie alike in memory, without gaps.</summary>
    /// <param name="rate">With the bias correction.</param>
    public bool TryAdd(Tensor weight, Tensor gradient, Tensor momentum, Tensor velocity, float rate)
    {
        if (!Alike(weight, gradient) || !Alike(weight, momentum) || !Alike(weight, velocity))
        {
            return false;
        }
        var (w, g, m, v) = ((nint)First(weight), (nint)First(gradient), (nint)First(momentum), (nint)First(velocity));
        var count = weight.numel();
        for (long at = 0; at < count; at += PartSize)
        {
            _parts.Add(
                new Part
                {
                    Weight = (float*)w + at,
                    Gradient = (float*)g + at,
                    Momentum = (float*)m + at,
                    Velocity = (float*)v + at,
                    Count = (int)Math.Min(PartSize, count - at),
                    Rate = rate,
                }
            );
        }
        return true;
    }

    /// <summary>Moves what was taken in. The tensors must live until then.</summary>
    public void Run(double beta1, double beta2, double epsilon)
    {
        fixed (Part* parts = CollectionsMarshal.AsSpan(_parts))
        {
            var job = new Job
            {
                Parts = parts,
                Beta1 = (float)beta1,
                Rest1 = (float)(1 - beta1),
                Beta2 = (float)beta2,
                Rest2 = (float)(1 - beta2),
                Epsilon = (float)epsilon,
            };
            ComputeThreads.For(_parts.Count, &Move, &job);
        }
        _parts.Clear();
    }

    // Same strides, and as many elements as the strides span.
    private static bool Alike(Tensor a, Tensor b) =>
        b.dtype == ScalarType.Float32
        && a.dtype == ScalarType.Float32
        && b.device_type == DeviceType.CPU
        && (a.is_contiguous() && b.is_contiguous() || (a.stride().AsSpan().SequenceEqual(b.stride()) && Dense(b)));

    private static bool Dense(Tensor tensor) => 1 + tensor.shape.Zip(tensor.stride(), (length, stride) => (length - 1) * stride).Sum() == tensor.numel();

    private static float* First(Tensor tensor)
    {
        using var flat = tensor.as_strided([tensor.numel()], [1]);
        return TensorMemory.Of(flat);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(void* state, int index)
    {
        var job = (Job*)state;
        var (part, i) = (job->Parts[index], 0);
        for (; i <= part.Count - 16; i += 16)
        {
            var g = Vector512.Load(part.Gradient + i);
            var m = (Vector512.Load(part.Momentum + i) * job->Beta1) + (g * job->Rest1);
            var v = (Vector512.Load(part.Velocity + i) * job->Beta2) + (g * g * job->Rest2);
            m.Store(part.Momentum + i);
            v.Store(part.Velocity + i);
            (Vector512.Load(part.Weight + i) - (m * part.Rate / (Vector512.Sqrt(v) + Vector512.Create(job->Epsilon)))).Store(part.Weight + i);
        }
        for (; i < part.Count; i++)
        {
            var g = part.Gradient[i];
            var m = (part.Momentum[i] * job->Beta1) + (g * job->Rest1);
            var v = (part.Velocity[i] * job->Beta2) + (g * g * job->Rest2);
            (part.Momentum[i], part.Velocity[i]) = (m, v);
            part.Weight[i] -= m * part.Rate / (MathF.Sqrt(v) + job->Epsilon);
        }
    }
}
