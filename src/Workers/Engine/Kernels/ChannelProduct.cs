using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Each picture's channels times one number each, as squeeze-and-excitation does: (N, H, W, C) * (N, 1, 1, C). Forward it is libtorch's product; back, both
/// gradients come from one sweep, where libtorch writes the picture's
/// gradient, writes a product as large and sums that. Float32 on a processor with AVX-512. Sums have one order, whatever the number of threads.
/// </summary>
internal static unsafe class ChannelProduct
{
    private const int Lanes = 16;
    private const int PixelsOfASum = 128;
    private const int MostChannels = 8192;

    /// <summary>Whether both factors learn or hand on, in shapes that this serves.</summary>
    public static bool Serves(Tensor picture, Tensor factor) =>
        Avx512F.IsSupported
        && is_grad_enabled()
        && picture.requires_grad
        && factor.requires_grad
        && TensorMemory.Serves(picture)
        && TensorMemory.Serves(factor)
        && picture.shape is [var n, _, _, var c]
        && factor.shape is [var m, 1, 1, var d]
        && n == m
        && c == d
        && c <= MostChannels;

    /// <param name="picture">(N, H, W, C), in C order.</param>
    /// <param name="factor">(N, 1, 1, C), in C order.</param>
    public static Tensor Apply(Tensor picture, Tensor factor) => Learning.apply(picture, factor);

    private sealed class Learning : autograd.SingleTensorFunction<Learning>
    {
        public override string Name => "ChannelProduct";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0], (Tensor)vars[1]]);
            return (Tensor)vars[0] * (Tensor)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            using var picture = saved[0];
            using var factor = saved[1];
            using var given = grad_output;
            using var gradient = given.contiguous();
            var (ofPicture, ofFactor) = (empty(picture.shape, ScalarType.Float32), empty(factor.shape, ScalarType.Float32));
            var job = new Job
            {
                Picture = TensorMemory.Of(picture),
                Factor = TensorMemory.Of(factor),
                Gradient = TensorMemory.Of(gradient),
                OfPicture = TensorMemory.Of(ofPicture),
                OfFactor = TensorMemory.Of(ofFactor),
                Pixels = checked((int)(picture.shape[1] * picture.shape[2])),
                Channels = (int)picture.shape[3],
            };
            ComputeThreads.For((int)picture.shape[0], &Part, &job);
            return GradientList.Of(ofPicture, ofFactor);
        }
    }

    private struct Job
    {
        public float* Picture;
        public float* Factor;
        public float* Gradient;
        public float* OfPicture;
        public float* OfFactor;
        public int Pixels,
            Channels;
    }

    // One picture, pixel by pixel; the sums stay in the cache. A stretch of pixels is summed on its own first: fewer roundings than one long sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(void* state, int index)
    {
        var job = (Job*)state;
        var channels = job->Channels;
        var factor = job->Factor + ((long)index * channels);
        var total = job->OfFactor + ((long)index * channels);
        // On the stack: small blocks that other threads hold on to can split gaps of the heap that large ones would fit.
        var sums = stackalloc float[channels];
        new Span<float>(total, channels).Clear();
        for (var from = 0; from < job->Pixels; from += PixelsOfASum)
        {
            new Span<float>(sums, channels).Clear();
            for (var pixel = from; pixel < Math.Min(from + PixelsOfASum, job->Pixels); pixel++)
            {
                var at = (((long)index * job->Pixels) + pixel) * channels;
                Row(job->Gradient + at, job->Picture + at, factor, job->OfPicture + at, sums, channels);
            }
            for (var i = 0; i < channels; i++)
            {
                total[i] += sums[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* gradient, float* picture, float* factor, float* ofPicture, float* sums, int channels)
    {
        var i = 0;
        for (; i <= channels - Lanes; i += Lanes)
        {
            var g = Vector512.Load(gradient + i);
            Vector512.FusedMultiplyAdd(g, Vector512.Load(picture + i), Vector512.Load(sums + i)).Store(sums + i);
            (g * Vector512.Load(factor + i)).Store(ofPicture + i);
        }
        for (; i < channels; i++)
        {
            sums[i] = MathF.FusedMultiplyAdd(gradient[i], picture[i], sums[i]);
            ofPicture[i] = gradient[i] * factor[i];
        }
    }
}
