using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// The four ways into and out of Winograd's domain for 3x3 kernels and tiles of 2x2 outputs, F(2x2, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2015, section 4.1),
/// sixteen channels at a time. For a processor with AVX-512.
/// </summary>
internal static unsafe class WinogradTransform
{
    public const int Points = 16;
    private const int Lanes = 16;

    /// <summary>Four by four pixels into the sixteen points.</summary>
    /// <param name="pixels">Sixteen pixels in C order, each of as many channels as are asked for.</param>
    /// <param name="point">From one point of the target to the next, in floats.</param>
    /// <param name="panel">From thirty-two channels of the target to the next thirty-two, in floats; within them they lie side by side.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** pixels, int channels, float* target, nint point, nint panel)
    {
        for (nint c = 0; c < channels; c += Lanes)
        {
            var t = target + ((c / MatrixBlock.Columns) * panel) + (c % MatrixBlock.Columns);
            var (d0, d1, d2, d3) = (
                Vector512.Load(pixels[8] + c),
                Vector512.Load(pixels[9] + c),
                Vector512.Load(pixels[10] + c),
                Vector512.Load(pixels[11] + c)
            );
            Across(
                Vector512.Load(pixels[0] + c) - d0,
                Vector512.Load(pixels[1] + c) - d1,
                Vector512.Load(pixels[2] + c) - d2,
                Vector512.Load(pixels[3] + c) - d3,
                t,
                point
            );
            var (b0, b1, b2, b3) = (Vector512.Load(pixels[4] + c), Vector512.Load(pixels[5] + c), Vector512.Load(pixels[6] + c), Vector512.Load(pixels[7] + c));
            Across(b0 + d0, b1 + d1, b2 + d2, b3 + d3, t + (4 * point), point);
            Across(d0 - b0, d1 - b1, d2 - b2, d3 - b3, t + (8 * point), point);
            Across(
                b0 - Vector512.Load(pixels[12] + c),
                b1 - Vector512.Load(pixels[13] + c),
                b2 - Vector512.Load(pixels[14] + c),
                b3 - Vector512.Load(pixels[15] + c),
                t + (12 * point),
                point
            );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint point)
    {
        (a - c).Store(target);
        (b + c).Store(target + point);
        (c - b).Store(target + (2 * point));
        (b - d).Store(target + (3 * point));
    }

    /// <summary>The sixteen points into two by two outputs, with the bias added and nothing left below the floor.</summary>
    /// <param name="bias">Null for none.</param>
    /// <param name="pixels">Four outputs in C order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* source, nint point, int channels, float* bias, float floor, float** pixels)
    {
        var low = Vector512.Create(floor);
        for (nint c = 0; c < channels; c += Lanes)
        {
            var s = source + c;
            var (x0, y0) = Down(s, point);
            var (x1, y1) = Down(s + point, point);
            var (x2, y2) = Down(s + (2 * point), point);
            var (x3, y3) = Down(s + (3 * point), point);
            var add = bias is null ? Vector512<float>.Zero : Vector512.Load(bias + c);
            Vector512.Max(x0 + x1 + x2 + add, low).Store(pixels[0] + c);
            Vector512.Max(x1 - x2 - x3 + add, low).Store(pixels[1] + c);
            Vector512.Max(y0 + y1 + y2 + add, low).Store(pixels[2] + c);
            Vector512.Max(y1 - y2 - y3 + add, low).Store(pixels[3] + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second) Down(float* column, nint point)
    {
        var (a, b, c, d) = (
            Vector512.Load(column),
            Vector512.Load(column + (4 * point)),
            Vector512.Load(column + (8 * point)),
            Vector512.Load(column + (12 * point))
        );
        return (a + b + c, b - c - d);
    }

    /// <summary>The gradient of two by two outputs into the gradient of the sixteen points.</summary>
    /// <param name="pixels">Four gradients in C order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float** pixels, int channels, float* target, nint point)
    {
        for (nint c = 0; c < channels; c += Lanes)
        {
            var t = target + c;
            var (a, b, d, e) = (Vector512.Load(pixels[0] + c), Vector512.Load(pixels[1] + c), Vector512.Load(pixels[2] + c), Vector512.Load(pixels[3] + c));
            Spread(a, b, t, point);
            Spread(a + d, b + e, t + (4 * point), point);
            Spread(a - d, b - e, t + (8 * point), point);
            Spread(-d, -e, t + (12 * point), point);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector512<float> a, Vector512<float> b, float* target, nint point)
    {
        a.Store(target);
        (a + b).Store(target + point);
        (a - b).Store(target + (2 * point));
        (-b).Store(target + (3 * point));
    }

    /// <summary>Three by three taps into the sixteen points, filters side by side.</summary>
    /// <param name="taps">The first tap of one channel; from one tap to the next <paramref name="tap"/> floats, negative from the last to the first.</param>
    /// <param name="panel">As for <see cref="Input"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Kernel(float* taps, nint tap, int filters, float* target, nint point, nint panel)
    {
        var half = Vector512.Create(0.5f);
        var columns = stackalloc Vector512<float>[12];
        for (nint k = 0; k < filters; k += Lanes)
        {
            for (var column = 0; column < 3; column++)
            {
                var source = taps + k + (column * tap);
                var (a, b, c) = (Vector512.Load(source), Vector512.Load(source + (3 * tap)), Vector512.Load(source + (6 * tap)));
                var (ends, middle) = ((a + c) * half, b * half);
                (columns[column], columns[3 + column], columns[6 + column], columns[9 + column]) = (a, ends + middle, ends - middle, c);
            }
            var t = target + ((k / MatrixBlock.Columns) * panel) + (k % MatrixBlock.Columns);
            for (var row = 0; row < 4; row++, t += 4 * point)
            {
                var (a, b, c) = (columns[3 * row], columns[(3 * row) + 1], columns[(3 * row) + 2]);
                var (ends, middle) = ((a + c) * half, b * half);
                a.Store(t);
                (ends + middle).Store(t + point);
                (ends - middle).Store(t + (2 * point));
                c.Store(t + (3 * point));
            }
        }
    }

    /// <summary>The gradient of the sixteen points into the gradient of three by three taps, of sixteen or more channels side by side.</summary>
    /// <param name="tap">From one tap of the target to the next, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KernelGradient(float* source, nint point, int channels, float* target, nint tap)
    {
        var half = Vector512.Create(0.5f);
        var rows = stackalloc Vector512<float>[12];
        for (nint c = 0; c < channels; c += Lanes)
        {
            for (var row = 0; row < 4; row++)
            {
                var s = source + c + (4 * row * point);
                var (a, b, d, e) = (Vector512.Load(s), Vector512.Load(s + point), Vector512.Load(s + (2 * point)), Vector512.Load(s + (3 * point)));
                var (sum, difference) = ((b + d) * half, (b - d) * half);
                (rows[3 * row], rows[(3 * row) + 1], rows[(3 * row) + 2]) = (a + sum, difference, sum + e);
            }
            for (var column = 0; column < 3; column++)
            {
                var (a, b, d, e) = (rows[column], rows[3 + column], rows[6 + column], rows[9 + column]);
                var (sum, difference) = ((b + d) * half, (b - d) * half);
                (a + sum).Store(target + c + (column * tap));
                difference.Store(target + c + ((3 + column) * tap));
                (sum + e).Store(target + c + ((6 + column) * tap));
            }
        }
    }
}
