using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// The loops of <see cref="NormalizedActivation"/>. A tensor (..., C) is read as one row of numbers in which the channels come round again: after as many
/// pixels as make whole vectors of sixteen, so that
/// 24 or 40 channels need no loop of their own. It is cut into parts of a fixed length; each part's sums are added up in the order of the parts.
/// </summary>
internal static unsafe class NormalizationSweeps
{
    private const int Lanes = 16;
    private const int PartLength = 16 * 1024;

    // Eight sums side by side: one would wait for itself at each addition.
    private const int LeastPeriod = 128;

    /// <returns>Mean and 1 / sqrt(variance + epsilon), float32 [2, C].</returns>
    public static Tensor Statistics(Tensor x, Tensor mean, Tensor variance, double epsilon)
    {
        var channels = (int)x.shape[^1];
        var result = empty([2, channels], ScalarType.Float32);
        var to = TensorMemory.Of(result);
        var of = TensorMemory.Of(mean);
        var from = TensorMemory.Of(variance);
        for (var c = 0; c < channels; c++)
        {
            to[c] = of[c];
            to[channels + c] = 1 / MathF.Sqrt(from[c] + (float)epsilon);
        }
        return result;
    }

    public static Tensor Forward(Tensor x, Tensor? gamma, Tensor? beta, Tensor statistics, FusedActivation activation)
    {
        var job = Job.Of(x);
        var result = empty(x.shape, ScalarType.Float32);
        var scales = Allocate(3L * job.Period);
        job.Scale(scales, gamma, beta, statistics);
        job.X = TensorMemory.Of(x);
        job.Result = TensorMemory.Of(result);
        job.Most = activation.Most;
        ComputeThreads.For(
            job.Parts,
            activation.Kind switch
            {
                FusedKind.Clipped => &ForwardPart<ClippedFunction>,
                FusedKind.HardSilu => &ForwardPart<HardSiluFunction>,
                FusedKind.Silu => &ForwardPart<SiluFunction>,
                _ => &ForwardPart<LinearFunction>,
            },
            &job
        );
        NativeMemory.AlignedFree(scales);
        return result;
    }

    /// <param name="needsInput">False leaves out the input's gradient.</param>
    public static (Tensor? OfX, Tensor OfGamma, Tensor OfBeta) Backward(
        Tensor x,
        Tensor gradient,
        Tensor gamma,
        Tensor beta,
        Tensor statistics,
        FusedActivation activation,
        bool needsInput
    )
    {
        var job = Job.Of(x);
        var ofX = needsInput ? empty(x.shape, ScalarType.Float32) : null;
        var (ofGamma, ofBeta) = (empty([job.Channels], ScalarType.Float32), empty([job.Channels], ScalarType.Float32));
        var scales = Allocate(3L * job.Period);
        var sums = Allocate(2L * job.Parts * job.Period);
        job.Scale(scales, gamma, beta, statistics);
        job.X = TensorMemory.Of(x);
        job.Gradient = TensorMemory.Of(gradient);
        job.Sums = sums;
        job.Most = activation.Most;
        job.Result = ofX is null ? null : TensorMemory.Of(ofX);
        ComputeThreads.For(
            job.Parts,
            activation.Kind switch
            {
                FusedKind.Clipped => &BackwardPart<ClippedFunction>,
                FusedKind.HardSilu => &BackwardPart<HardSiluFunction>,
                FusedKind.Silu => &BackwardPart<SiluFunction>,
                _ => &BackwardPart<LinearFunction>,
            },
            &job
        );
        var g = TensorMemory.Of(ofGamma);
        var b = TensorMemory.Of(ofBeta);
        var invert = TensorMemory.Of(statistics) + job.Channels;
        var totals = Totals(job);
        for (var c = 0; c < job.Channels; c++)
        {
            var (plain, centred) = (0.0, 0.0);
            for (var at = c; at < job.Period; at += job.Channels)
            {
                plain += totals[at];
                centred += totals[job.Period + at];
            }
            b[c] = (float)plain;
            g[c] = (float)(centred * invert[c]);
        }
        NativeMemory.AlignedFree(totals);
        NativeMemory.AlignedFree(scales);
        NativeMemory.AlignedFree(sums);
        return (ofX, ofGamma, ofBeta);
    }

    // Of all parts: as many numbers as a part has sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double* Totals(in Job job)
    {
        var count = 2 * job.Period;
        var totals = (double*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(double)), 64);
        new Span<double>(totals, count).Clear();
        var sums = job.Sums;
        for (var part = 0; part < job.Parts; part++, sums += count)
        {
            for (var i = 0; i < count; i += Lanes)
            {
                var (low, high) = Vector512.Widen(Vector512.Load(sums + i));
                (Vector512.Load(totals + i) + low).Store(totals + i);
                (Vector512.Load(totals + i + (Lanes / 2)) + high).Store(totals + i + (Lanes / 2));
            }
        }
        return totals;
    }

    private static float* Allocate(long floats) => (float*)NativeMemory.AlignedAlloc((nuint)(floats * sizeof(float)), 64);

    private struct Job
    {
        public float* X;
        public float* Gradient;
        public float* Result;
        public float* Scales;
        public float* Sums;
        public long Length;
        public int Channels,
            Period,
            Step,
            Parts;
        public float Most;

        public static Job Of(Tensor x)
        {
            var job = new Job { Length = x.numel(), Channels = (int)x.shape[^1] };
            job.Period = job.Channels;
            while (job.Period % Lanes != 0 || job.Period < LeastPeriod)
            {
                job.Period += job.Channels;
            }
            job.Step = Math.Max(1, PartLength / job.Period) * job.Period;
            job.Parts = (int)((job.Length + job.Step - 1) / job.Step);
            return job;
        }

        /// <summary>Scale, shift and mean, as often as a period has them.</summary>
        public void Scale(float* scales, Tensor? gamma, Tensor? beta, Tensor statistics)
        {
            Scales = scales;
            var g = gamma is null ? null : TensorMemory.Of(gamma);
            var b = beta is null ? null : TensorMemory.Of(beta);
            var mean = TensorMemory.Of(statistics);
            for (var c = 0; c < Channels; c++)
            {
                var scale = (g == null ? 1 : g[c]) * mean[Channels + c];
                // Rounded as libtorch rounds: some networks with weights that are not trained answer to the last bit (decision 20).
                var shift = MathF.FusedMultiplyAdd(-mean[c], scale, b == null ? 0 : b[c]);
                for (var at = c; at < Period; at += Channels)
                {
                    (scales[at], scales[Period + at], scales[(2 * Period) + at]) = (scale, shift, mean[c]);
                }
            }
        }

        /// <summary>The numbers from which on and before which a part lies.</summary>
        public readonly (long From, long To) Bounds(int part) => ((long)part * Step, Math.Min(Length, ((long)part + 1) * Step));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardPart<TFunction>(void* state, int index)
        where TFunction : IFusedFunction
    {
        var job = (Job*)state;
        var (from, to) = job->Bounds(index);
        var (period, scales, most) = (job->Period, (nint)job->Scales, Vector512.Create(job->Most));
        for (var row = from; row < to; row += period)
        {
            var (x, result, length) = ((nint)(job->X + row), (nint)(job->Result + row), (int)Math.Min(period, to - row));
            var i = 0;
            for (; i + Lanes <= length; i += Lanes)
            {
                var scale = (float*)scales + i;
                TFunction
                    .Value(Vector512.FusedMultiplyAdd(Vector512.Load((float*)x + i), Vector512.Load(scale), Vector512.Load(scale + period)), most)
                    .Store((float*)result + i);
            }
            if (i < length)
            {
                var scale = (float*)scales + i;
                PartVector.Store(
                    TFunction.Value(
                        Vector512.FusedMultiplyAdd(PartVector.Load((float*)x + i, length - i), Vector512.Load(scale), Vector512.Load(scale + period)),
                        most
                    ),
                    (float*)result + i,
                    length - i
                );
            }
        }
    }

    // Sums of the gradient behind the normalisation, plain and times the distance from the mean; and the input's gradient, where it is asked for.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardPart<TFunction>(void* state, int index)
        where TFunction : IFusedFunction
    {
        var job = (Job*)state;
        var (from, to) = job->Bounds(index);
        var (period, most) = (job->Period, Vector512.Create(job->Most));
        var sums = job->Sums + (2L * index * period);
        new Span<float>(sums, 2 * period).Clear();
        for (var row = from; row < to; row += period)
        {
            var (x, gradient, length) = ((nint)(job->X + row), (nint)(job->Gradient + row), (int)Math.Min(period, to - row));
            var result = job->Result == null ? 0 : (nint)(job->Result + row);
            var i = 0;
            for (; i + Lanes <= length; i += Lanes)
            {
                var scale = job->Scales + i;
                var numbers = Vector512.Load((float*)x + i);
                var inner = TFunction.Back(
                    Vector512.FusedMultiplyAdd(numbers, Vector512.Load(scale), Vector512.Load(scale + period)),
                    most,
                    Vector512.Load((float*)gradient + i)
                );
                (Vector512.Load(sums + i) + inner).Store(sums + i);
                Vector512.FusedMultiplyAdd(inner, numbers - Vector512.Load(scale + (2 * period)), Vector512.Load(sums + period + i)).Store(sums + period + i);
                if (result != 0)
                {
                    (inner * Vector512.Load(scale)).Store((float*)result + i);
                }
            }
            if (i < length)
            {
                var scale = job->Scales + i;
                var numbers = PartVector.Load((float*)x + i, length - i);
                var inner = TFunction.Back(
                    Vector512.FusedMultiplyAdd(numbers, Vector512.Load(scale), Vector512.Load(scale + period)),
                    most,
                    PartVector.Load((float*)gradient + i, length - i)
                );
                (Vector512.Load(sums + i) + inner).Store(sums + i);
                Vector512.FusedMultiplyAdd(inner, numbers - Vector512.Load(scale + (2 * period)), Vector512.Load(sums + period + i)).Store(sums + period + i);
                if (result != 0)
                {
                    PartVector.Store(inner * Vector512.Load(scale), (float*)result + i, length - i);
                }
            }
        }
    }
}
