using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// The gradient of a depthwise kernel of 5x5 or 7x7 on a processor with AVX-512: for each tap and channel, the sum over all output positions of picture times
/// gradient. libtorch takes about six times
/// as long (it is as fast for 3x3, which are left to it). Sixteen channels at a time are laid side by side with their margin, and the taps of a kernel row add
/// up in registers. Sums have one order, whatever the number of threads.
/// </summary>
internal static unsafe class DepthwiseWeightGradient
{
    private const int Lanes = 16;
    private const int StripFloats = 48 * 1024;

    /// <summary>Whether the kernel's size has a routine here and the processor the instructions.</summary>
    public static bool Serves(long height, long width) => Vector512.IsHardwareAccelerated && (height, width) is (5, 5) or (7, 7);

    /// <param name="picture">(N, H, W, C), float32, in C order.</param>
    /// <param name="gradient">Of the output: (N, H', W', C), float32, in C order.</param>
    /// <param name="size">Of the kernel: rows, columns.</param>
    /// <param name="padding">Zeros above and to the left; below and to the right as many as the output's shape needs.</param>
    /// <returns>(C, 1, rows, columns).</returns>
    public static Tensor Of(Tensor picture, Tensor gradient, (int Rows, int Columns) size, (int Y, int X) strides, (int Top, int Left) padding)
    {
        var (x, g) = (picture.shape, gradient.shape);
        var taps = size.Rows * size.Columns;
        var result = empty([x[3], 1, size.Rows, size.Columns], ScalarType.Float32);
        var blocks = (int)((x[3] + Lanes - 1) / Lanes);
        // Few channels give too few parts for the threads: then pictures are shared out as well.
        var chunks = (int)Math.Min(x[0], Math.Max(1, 16 / blocks));
        var partial = (float*)NativeMemory.AlignedAlloc((nuint)(chunks * blocks * taps * Lanes * sizeof(float)), 64);
        var job = new Job
        {
            X = TensorMemory.Of(picture),
            G = TensorMemory.Of(gradient),
            Partial = partial,
            N = (int)x[0],
            H = (int)x[1],
            W = (int)x[2],
            C = (int)x[3],
            OutH = (int)g[1],
            OutW = (int)g[2],
            Rows = size.Rows,
            Columns = size.Columns,
            Sy = strides.Y,
            Sx = strides.X,
            Top = padding.Top,
            Left = padding.Left,
            Blocks = blocks,
            Chunks = chunks,
        };
        ComputeThreads.For(chunks * blocks, &Part, &job);
        var target = TensorMemory.Of(result);
        for (var channel = 0; channel < job.C; channel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var sum = 0f;
                for (var chunk = 0; chunk < chunks; chunk++)
                {
                    sum += partial[((((chunk * blocks) + (channel / Lanes)) * taps) + tap) * Lanes + (channel % Lanes)];
                }
                target[(channel * taps) + tap] = sum;
            }
        }
        NativeMemory.AlignedFree(partial);
        return result;
    }

    private struct Job
    {
        public float* X;
        public float* G;
        public float* Partial;
        public int N,
            H,
            W,
            C,
            OutH,
            OutW,
            Rows,
            Columns,
            Sy,
            Sx,
            Top,
            Left,
            Blocks,
            Chunks;
    }

    // Sixteen channels of some pictures.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(void* state, int index)
    {
        var job = (Job*)state;
        var (chunk, block) = (index / job->Blocks, index % job->Blocks);
        var taps = job->Rows * job->Columns;
        var total = job->Partial + ((long)index * taps * Lanes);
        new Span<float>(total, taps * Lanes).Clear();
        var width = ((job->OutW - 1) * job->Sx) + job->Columns;
        var stripRows = Math.Clamp(((StripFloats / Lanes / width) - job->Rows) / job->Sy, 1, job->OutH);
        var xs = (float*)NativeMemory.AlignedAlloc((nuint)((((stripRows - 1) * job->Sy) + job->Rows) * width * Lanes * sizeof(float)), 64);
        var gs = (float*)NativeMemory.AlignedAlloc((nuint)(stripRows * job->OutW * Lanes * sizeof(float)), 64);
        var sum = stackalloc float[taps * Lanes];
        var lanes = Math.Min(Lanes, job->C - (block * Lanes));
        for (var n = (int)((long)job->N * chunk / job->Chunks); n < (int)((long)job->N * (chunk + 1) / job->Chunks); n++)
        {
            for (var from = 0; from < job->OutH; from += stripRows)
            {
                var rows = Math.Min(stripRows, job->OutH - from);
                Pack(
                    job->X + ((long)n * job->H * job->W * job->C) + (block * Lanes),
                    job->H,
                    job->W,
                    job->C,
                    (from * job->Sy) - job->Top,
                    -job->Left,
                    ((rows - 1) * job->Sy) + job->Rows,
                    width,
                    lanes,
                    xs
                );
                Pack(job->G + ((long)n * job->OutH * job->OutW * job->C) + (block * Lanes), job->OutH, job->OutW, job->C, from, 0, rows, job->OutW, lanes, gs);
                // Each strip is summed on its own first: fewer roundings than one long sum.
                new Span<float>(sum, taps * Lanes).Clear();
                for (var row = 0; row < job->Rows; row++)
                {
                    var x = xs + ((long)row * width * Lanes);
                    var t = sum + (row * job->Columns * Lanes);
                    if (job->Columns == 5)
                    {
                        Row5(x, gs, t, rows, job->OutW, width * job->Sy * Lanes, job->Sx * Lanes);
                    }
                    else
                    {
                        Row7(x, gs, t, rows, job->OutW, width * job->Sy * Lanes, job->Sx * Lanes);
                    }
                }
                for (var i = 0; i < taps * Lanes; i += Lanes)
                {
                    (Vector512.Load(total + i) + Vector512.Load(sum + i)).Store(total + i);
                }
            }
        }
        NativeMemory.AlignedFree(xs);
        NativeMemory.AlignedFree(gs);
    }

    // Channels of a rectangle side by side; zeros where it lies outside the picture, and in lanes without a channel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(float* source, int height, int width, int pitch, int top, int left, int rows, int columns, int lanes, float* target)
    {
        for (var row = top; row < top + rows; row++)
        {
            if (row < 0 || row >= height)
            {
                new Span<float>(target, columns * Lanes).Clear();
                target += columns * Lanes;
                continue;
            }
            var line = source + ((long)row * width * pitch);
            for (var column = left; column < left + columns; column++, target += Lanes)
            {
                if (column < 0 || column >= width)
                {
                    Vector512<float>.Zero.Store(target);
                }
                else if (lanes == Lanes)
                {
                    Vector512.Load(line + ((long)column * pitch)).Store(target);
                }
                else
                {
                    new Span<float>(line + ((long)column * pitch), lanes).CopyTo(new Span<float>(target, Lanes));
                    new Span<float>(target + lanes, Lanes - lanes).Clear();
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row5(float* x, float* g, float* sum, int rows, int columns, int down, int right)
    {
        var (a, b, c, d, e) = (Vector512.Load(sum), Vector512.Load(sum + 16), Vector512.Load(sum + 32), Vector512.Load(sum + 48), Vector512.Load(sum + 64));
        for (var row = 0; row < rows; row++, x += down)
        {
            var p = x;
            for (var column = 0; column < columns; column++, p += right, g += Lanes)
            {
                var v = Vector512.Load(g);
                a = Vector512.FusedMultiplyAdd(v, Vector512.Load(p), a);
                b = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 16), b);
                c = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 32), c);
                d = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 48), d);
                e = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 64), e);
            }
        }
        a.Store(sum);
        b.Store(sum + 16);
        c.Store(sum + 32);
        d.Store(sum + 48);
        e.Store(sum + 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row7(float* x, float* g, float* sum, int rows, int columns, int down, int right)
    {
        var (a, b, c, d) = (Vector512.Load(sum), Vector512.Load(sum + 16), Vector512.Load(sum + 32), Vector512.Load(sum + 48));
        var (e, f, h) = (Vector512.Load(sum + 64), Vector512.Load(sum + 80), Vector512.Load(sum + 96));
        for (var row = 0; row < rows; row++, x += down)
        {
            var p = x;
            for (var column = 0; column < columns; column++, p += right, g += Lanes)
            {
                var v = Vector512.Load(g);
                a = Vector512.FusedMultiplyAdd(v, Vector512.Load(p), a);
                b = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 16), b);
                c = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 32), c);
                d = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 48), d);
                e = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 64), e);
                f = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 80), f);
                h = Vector512.FusedMultiplyAdd(v, Vector512.Load(p + 96), h);
            }
        }
        a.Store(sum);
        b.Store(sum + 16);
        c.Store(sum + 32);
        d.Store(sum + 48);
        e.Store(sum + 64);
        f.Store(sum + 80);
        h.Store(sum + 96);
    }
}
