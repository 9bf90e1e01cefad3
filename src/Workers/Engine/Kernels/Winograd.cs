using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// 3x3 convolutions of stride 1 in float32 with four ninths of the multiplications: each tile of 2x2 outputs is computed in Winograd's domain, where a
/// convolution is sixteen matrix products.
/// Every output has its own sums in one order, whatever the number of threads and the rest of the batch. Rounding is that of a plain convolution (decision 26).
/// </summary>
internal static unsafe class Winograd
{
    private const int CacheFloats = 200 * 1024;

    /// <summary>Whether this processor has the instructions and the channels fill its registers.</summary>
    public static bool Serves(long channels, long filters) =>
        Vector512.IsHardwareAccelerated && channels >= 32 && channels % 16 == 0 && filters % MatrixBlock.Columns == 0;

    /// <summary>A kernel in Winograd's domain, packed for <see cref="Convolve"/>.</summary>
    /// <param name="taps">(3, 3, channels, filters), or to lead a gradient back (channels, 3, 3, filters), taken from the last tap to the first; float32, in C
    /// order.</param>
    /// <param name="back">Which of the two it is.</param>
    /// <returns>(16, filters / 32, channels, 32).</returns>
    public static Tensor Kernel(Tensor taps, bool back)
    {
        var (channels, filters) = ((int)taps.shape[back ? 0 : 2], (int)taps.shape[3]);
        var result = empty([WinogradTransform.Points, filters / MatrixBlock.Columns, channels, MatrixBlock.Columns], ScalarType.Float32);
        var tap = back ? filters : channels * filters;
        var job = new KernelJob
        {
            Taps = TensorMemory.Of(taps) + (back ? 8 * tap : 0),
            Tap = back ? -tap : tap,
            NextChannel = back ? 9 * filters : filters,
            Result = TensorMemory.Of(result),
            Channels = channels,
            Filters = filters,
        };
        ComputeThreads.For(channels, &KernelPart, &job);
        return result;
    }

    /// <param name="picture">(N, H, W, C), float32, in C order.</param>
    /// <param name="kernel">From <see cref="Kernel"/>.</param>
    /// <param name="bias">(K), or null.</param>
    /// <param name="padding">Zeros on each side: 0, 1 or 2.</param>
    /// <param name="relu">Whether negative outputs become zero.</param>
    /// <returns>(N, H + 2 padding - 2, W + 2 padding - 2, K).</returns>
    public static Tensor Convolve(Tensor picture, Tensor kernel, Tensor? bias, int padding, bool relu)
    {
        var x = picture.shape;
        var filters = kernel.shape[1] * MatrixBlock.Columns;
        var result = empty([x[0], x[1] + (2 * padding) - 2, x[2] + (2 * padding) - 2, filters], ScalarType.Float32);
        var tiles = new Tiles(picture, result, padding);
        var threads = get_num_threads();
        var group = Math.Clamp(CacheFloats / (WinogradTransform.Points * (tiles.Channels + tiles.Filters)) / MatrixBlock.Rows, 1, 8) * MatrixBlock.Rows;
        var scratchFloats = (nint)WinogradTransform.Points * group * (tiles.Channels + tiles.Filters);
        using var scratch = empty([threads, scratchFloats], ScalarType.Float32);
        using var outside = zeros([Math.Max(tiles.Channels, tiles.Filters) + (threads * filters)], ScalarType.Float32);
        var job = new ConvolveJob
        {
            Tiles = tiles,
            Kernel = TensorMemory.Of(kernel),
            Bias = bias is null ? null : TensorMemory.Of(bias),
            Floor = relu ? 0 : float.NegativeInfinity,
            Threads = threads,
            Group = group,
            Scratch = TensorMemory.Of(scratch),
            ScratchFloats = scratchFloats,
            Zeros = TensorMemory.Of(outside),
        };
        ComputeThreads.For(threads, &ConvolvePart, &job);
        return result;
    }

    /// <summary>The gradient of the kernel.</summary>
    /// <param name="picture">(N, H, W, C), float32, in C order.</param>
    /// <param name="gradient">Of the output: (N, H', W', K), float32, in C order.</param>
    /// <returns>(K, 3, 3, C) in C order.</returns>
    public static Tensor KernelGradient(Tensor picture, Tensor gradient, int padding)
    {
        var tiles = new Tiles(picture, gradient, padding);
        var chunk = Math.Min(tiles.Count, Math.Max(256, 5 * CacheFloats / (WinogradTransform.Points * (tiles.Channels + tiles.Filters))));
        var result = empty([tiles.Filters, 3, 3, tiles.Channels], ScalarType.Float32);
        using var sums = zeros([WinogradTransform.Points, tiles.Filters, tiles.Channels], ScalarType.Float32);
        using var points = empty([WinogradTransform.Points, chunk, tiles.Channels], ScalarType.Float32);
        using var slopes = empty([WinogradTransform.Points, chunk, tiles.Filters], ScalarType.Float32);
        using var outside = zeros([Math.Max(tiles.Channels, tiles.Filters)], ScalarType.Float32);
        var job = new GradientJob
        {
            Tiles = tiles,
            Points = TensorMemory.Of(points),
            Slopes = TensorMemory.Of(slopes),
            Sums = TensorMemory.Of(sums),
            Zeros = TensorMemory.Of(outside),
            Result = TensorMemory.Of(result),
            Chunk = chunk,
        };
        for (job.From = 0; job.From < tiles.Count; job.From += chunk)
        {
            job.Taken = Math.Min(chunk, tiles.Count - job.From);
            ComputeThreads.For(job.Taken, &GradientTile, &job);
            ComputeThreads.For(WinogradTransform.Points * (tiles.Channels / MatrixBlock.Columns), &GradientPanel, &job);
        }
        ComputeThreads.For(tiles.Filters, &GradientTaps, &job);
        return result;
    }

    // Where the tiles of an output lie, and what they read.
    private struct Tiles(Tensor picture, Tensor output, int padding)
    {
        public float* Picture = TensorMemory.Of(picture);
        public float* Output = TensorMemory.Of(output);
        public int Height = (int)picture.shape[1],
            Width = (int)picture.shape[2],
            Channels = (int)picture.shape[3],
            OutHeight = (int)output.shape[1],
            OutWidth = (int)output.shape[2],
            Filters = (int)output.shape[3];
        public int Padding = padding;
        public readonly int Across = (int)((output.shape[2] + 1) / 2),
            Down = (int)((output.shape[1] + 1) / 2);
        public readonly int Count = (int)(output.shape[0] * ((output.shape[1] + 1) / 2) * ((output.shape[2] + 1) / 2));

        public readonly void Inputs(int tile, float* outside, float** pixels)
        {
            var (n, y, x) = (tile / (Down * Across), (tile / Across % Down * 2) - Padding, (tile % Across * 2) - Padding);
            Square(Picture + ((long)n * Height * Width * Channels), (Height, Width, Channels), (y, x), 4, outside, pixels);
        }

        public readonly void Outputs(int tile, float* outside, float** pixels)
        {
            var (n, y, x) = (tile / (Down * Across), tile / Across % Down * 2, tile % Across * 2);
            Square(Output + ((long)n * OutHeight * OutWidth * Filters), (OutHeight, OutWidth, Filters), (y, x), 2, outside, pixels);
        }

        private static void Square(float* plane, (int Height, int Width, int Channels) shape, (int Y, int X) corner, int side, float* outside, float** pixels)
        {
            for (var y = corner.Y; y < corner.Y + side; y++)
            {
                for (var x = corner.X; x < corner.X + side; x++)
                {
                    *pixels++ =
                        (uint)y < (uint)shape.Height && (uint)x < (uint)shape.Width ? plane + ((((long)y * shape.Width) + x) * shape.Channels) : outside;
                }
            }
        }
    }

    private struct KernelJob
    {
        public float* Taps;
        public float* Result;
        public nint Tap;
        public int NextChannel,
            Channels,
            Filters;
    }

    private static void KernelPart(void* state, int channel)
    {
        var job = (KernelJob*)state;
        WinogradTransform.Kernel(
            job->Taps + ((long)channel * job->NextChannel),
            job->Tap,
            job->Filters,
            job->Result + ((long)channel * MatrixBlock.Columns),
            (nint)job->Channels * job->Filters,
            (nint)job->Channels * MatrixBlock.Columns
        );
    }

    private struct ConvolveJob
    {
        public Tiles Tiles;
        public float* Kernel;
        public float* Bias;
        public float* Scratch;
        public float* Zeros;
        public nint ScratchFloats;
        public float Floor;
        public int Threads,
            Group;
    }

    // A run of tiles, some at a time: as many as stay in the processor's cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvolvePart(void* state, int thread)
    {
        var job = (ConvolveJob*)state;
        var tiles = &job->Tiles;
        var (channels, filters, group) = (tiles->Channels, tiles->Filters, job->Group);
        var points = job->Scratch + (thread * job->ScratchFloats);
        var products = points + ((nint)WinogradTransform.Points * group * channels);
        var dump = job->Zeros + Math.Max(channels, filters) + ((nint)thread * filters);
        var pixels = stackalloc float*[16];
        var end = (int)((long)tiles->Count * (thread + 1) / job->Threads);
        for (var from = (int)((long)tiles->Count * thread / job->Threads); from < end; from += group)
        {
            var taken = Math.Min(group, end - from);
            for (var i = 0; i < taken; i++)
            {
                tiles->Inputs(from + i, job->Zeros, pixels);
                WinogradTransform.Input(pixels, channels, points + ((nint)i * channels), (nint)group * channels, MatrixBlock.Columns);
            }
            for (var point = 0; point < WinogradTransform.Points; point++)
            {
                var left = points + ((nint)point * group * channels);
                var right = job->Kernel + ((nint)point * channels * filters);
                for (var column = 0; column < filters; column += MatrixBlock.Columns, right += (nint)channels * MatrixBlock.Columns)
                {
                    // Rows without a tile hold what an earlier group left; their products are not read.
                    for (var row = 0; row < taken; row += MatrixBlock.Rows)
                    {
                        MatrixBlock.Multiply(
                            left + ((nint)row * channels),
                            channels,
                            1,
                            right,
                            channels,
                            products + ((((nint)point * group) + row) * filters) + column,
                            filters,
                            false
                        );
                    }
                }
            }
            for (var i = 0; i < taken; i++)
            {
                tiles->Outputs(from + i, dump, pixels);
                WinogradTransform.Output(products + ((nint)i * filters), (nint)group * filters, filters, job->Bias, job->Floor, pixels);
            }
        }
    }

    private struct GradientJob
    {
        public Tiles Tiles;
        public float* Points;
        public float* Slopes;
        public float* Sums;
        public float* Zeros;
        public float* Result;
        public int Chunk,
            From,
            Taken;
    }

    private static void GradientTile(void* state, int index)
    {
        var job = (GradientJob*)state;
        var tiles = &job->Tiles;
        var pixels = stackalloc float*[16];
        tiles->Inputs(job->From + index, job->Zeros, pixels);
        WinogradTransform.Input(
            pixels,
            tiles->Channels,
            job->Points + ((nint)index * MatrixBlock.Columns),
            (nint)job->Chunk * tiles->Channels,
            (nint)job->Chunk * MatrixBlock.Columns
        );
        tiles->Outputs(job->From + index, job->Zeros, pixels);
        WinogradTransform.Gradient(pixels, tiles->Filters, job->Slopes + ((nint)index * tiles->Filters), (nint)job->Chunk * tiles->Filters);
    }

    // Thirty-two channels of one point, all filters.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientPanel(void* state, int index)
    {
        var job = (GradientJob*)state;
        var (channels, filters) = (job->Tiles.Channels, job->Tiles.Filters);
        var panels = channels / MatrixBlock.Columns;
        var (point, panel) = (index / panels, index % panels);
        var right = job->Points + ((((nint)point * panels) + panel) * job->Chunk * MatrixBlock.Columns);
        var left = job->Slopes + ((nint)point * job->Chunk * filters);
        var target = job->Sums + ((nint)point * filters * channels) + (panel * MatrixBlock.Columns);
        for (var filter = 0; filter < filters; filter += MatrixBlock.Rows)
        {
            MatrixBlock.Multiply(left + filter, 1, filters, right, job->Taken, target + ((nint)filter * channels), channels, true);
        }
    }

    private static void GradientTaps(void* state, int filter)
    {
        var job = (GradientJob*)state;
        var (channels, filters) = (job->Tiles.Channels, job->Tiles.Filters);
        WinogradTransform.KernelGradient(
            job->Sums + ((nint)filter * channels),
            (nint)filters * channels,
            channels,
            job->Result + ((nint)filter * 9 * channels),
            channels
        );
    }
}
