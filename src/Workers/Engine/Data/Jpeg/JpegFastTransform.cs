using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>The fast inverse cosine transform of libjpeg (Arai, Agui and Nakajima, 8-bit constants): TensorFlow's choice for JPEG, one or two steps of 255 off
/// the accurate one.</summary>
internal static class JpegFastTransform
{
    // cos(k pi / 16) sqrt(2), 1 for k = 0, products of row and column at 14 bits.
    private static readonly double[] Scale = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379];

    /// <summary>What quantized coefficients are multiplied by: the table's steps and the transform's own.</summary>
    public static int[] Multipliers(ushort[] quantization)
    {
        var multipliers = new int[64];
        for (var i = 0; i < 64; i++)
        {
            var scale = (int)Math.Round(Scale[i / 8] * Scale[i % 8] * (1 << 14));
            multipliers[i] = ((quantization[i] * scale) + (1 << 11)) >> 12;
        }
        return multipliers;
    }

    /// <summary>Samples of a block whose coefficients are 0 but for the first.</summary>
    public static void Flat(short first, int[] multipliers, Span<byte> target, int stride)
    {
        var sample = (byte)Math.Clamp(((first * multipliers[0]) >> 5) + 128, 0, 255);
        for (var y = 0; y < 8; y++)
        {
            target.Slice(y * stride, 8).Fill(sample);
        }
    }

    /// <summary>8 x 8 samples of a block of coefficients in natural order.</summary>
    /// <param name="target">Begins at the block's first sample.</param>
    /// <param name="stride">From a row of samples to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block(ReadOnlySpan<short> block, int[] multipliers, Span<byte> target, int stride)
    {
        if (!Avx2.IsSupported)
        {
            Plain(block, multipliers, target, stride);
            return;
        }
        ref var coefficient = ref MemoryMarshal.GetReference(block[..64]);
        ref var multiplier = ref MemoryMarshal.GetArrayDataReference(multipliers);
        var v = new Rows(
            Row(ref coefficient, ref multiplier, 0),
            Row(ref coefficient, ref multiplier, 8),
            Row(ref coefficient, ref multiplier, 16),
            Row(ref coefficient, ref multiplier, 24),
            Row(ref coefficient, ref multiplier, 32),
            Row(ref coefficient, ref multiplier, 40),
            Row(ref coefficient, ref multiplier, 48),
            Row(ref coefficient, ref multiplier, 56)
        );
        Pass(ref v);
        Turn(ref v);
        Pass(ref v);
        Turn(ref v);
        Store(v.A, v.B, target, 0, stride);
        Store(v.C, v.D, target, 2 * stride, stride);
        Store(v.E, v.F, target, 4 * stride, stride);
        Store(v.G, v.H, target, 6 * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Row(ref short coefficient, ref int multiplier, int at) =>
        Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref coefficient, (nuint)at)) * Vector256.LoadUnsafe(ref multiplier, (nuint)at);

    // Two rows: cut to a byte's range by saturation, 128 added in between.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> upper, Vector256<int> lower, Span<byte> target, int at, int stride)
    {
        var middle = Vector256.Create(128);
        var words = Avx2.PackSignedSaturate((upper >> 5) + middle, (lower >> 5) + middle);
        var bytes = Avx2.PackUnsignedSaturate(words, words);
        // Halves of the rows lie crosswise: upper 0-3 and lower 0-3 in the low half, 4-7 in the high one.
        var (low, high) = (bytes.GetLower().AsUInt32(), bytes.GetUpper().AsUInt32());
        MemoryMarshal.Write(target[at..], low.GetElement(0) | ((ulong)high.GetElement(0) << 32));
        MemoryMarshal.Write(target[(at + stride)..], low.GetElement(1) | ((ulong)high.GetElement(1) << 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(ref Rows v)
    {
        Vector256<int> even0 = v.A + v.E,
            even1 = v.A - v.E,
            sum = v.C + v.G;
        var turned = (((v.C - v.G) * 362) >> 8) - sum;
        Vector256<int> t0 = even0 + sum,
            t3 = even0 - sum,
            t1 = even1 + turned,
            t2 = even1 - turned;
        Vector256<int> z13 = v.F + v.D,
            z10 = v.F - v.D,
            z11 = v.B + v.H,
            z12 = v.B - v.H;
        var t7 = z11 + z13;
        var z5 = ((z10 + z12) * 473) >> 8;
        var t6 = ((z10 * -669) >> 8) + z5 - t7;
        var t5 = (((z11 - z13) * 362) >> 8) - t6;
        var t4 = ((z12 * 277) >> 8) - z5 + t5;
        v = new Rows(t0 + t7, t1 + t6, t2 + t5, t3 - t4, t3 + t4, t2 - t5, t1 - t6, t0 - t7);
    }

    // Rows become columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Rows v)
    {
        Vector256<int> ab0 = Avx2.UnpackLow(v.A, v.B),
            ab1 = Avx2.UnpackHigh(v.A, v.B),
            cd0 = Avx2.UnpackLow(v.C, v.D),
            cd1 = Avx2.UnpackHigh(v.C, v.D);
        Vector256<int> ef0 = Avx2.UnpackLow(v.E, v.F),
            ef1 = Avx2.UnpackHigh(v.E, v.F),
            gh0 = Avx2.UnpackLow(v.G, v.H),
            gh1 = Avx2.UnpackHigh(v.G, v.H);
        var (p0, p1) = (Low(ab0, cd0), High(ab0, cd0));
        var (p2, p3) = (Low(ab1, cd1), High(ab1, cd1));
        var (q0, q1) = (Low(ef0, gh0), High(ef0, gh0));
        var (q2, q3) = (Low(ef1, gh1), High(ef1, gh1));
        v = new Rows(
            Avx2.Permute2x128(p0, q0, 0x20),
            Avx2.Permute2x128(p1, q1, 0x20),
            Avx2.Permute2x128(p2, q2, 0x20),
            Avx2.Permute2x128(p3, q3, 0x20),
            Avx2.Permute2x128(p0, q0, 0x31),
            Avx2.Permute2x128(p1, q1, 0x31),
            Avx2.Permute2x128(p2, q2, 0x31),
            Avx2.Permute2x128(p3, q3, 0x31)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Low(Vector256<int> a, Vector256<int> b) => Avx2.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> High(Vector256<int> a, Vector256<int> b) => Avx2.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt32();

    /// <summary>The same without vectors.</summary>
    internal static void Plain(ReadOnlySpan<short> block, int[] multipliers, Span<byte> target, int stride)
    {
        Span<int> work = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            work[i] = block[i] * multipliers[i];
        }
        for (var i = 0; i < 8; i++)
        {
            Pass(work, i, 8);
        }
        for (var i = 0; i < 8; i++)
        {
            Pass(work, i * 8, 1);
            for (var x = 0; x < 8; x++)
            {
                target[(i * stride) + x] = (byte)Math.Clamp((work[(i * 8) + x] >> 5) + 128, 0, 255);
            }
        }
    }

    private static void Pass(Span<int> v, int from, int step)
    {
        ref int At(Span<int> values, int i) => ref values[from + (i * step)];
        int even0 = At(v, 0) + At(v, 4),
            even1 = At(v, 0) - At(v, 4),
            sum = At(v, 2) + At(v, 6);
        var turned = (((At(v, 2) - At(v, 6)) * 362) >> 8) - sum;
        int t0 = even0 + sum,
            t3 = even0 - sum,
            t1 = even1 + turned,
            t2 = even1 - turned;

        int z13 = At(v, 5) + At(v, 3),
            z10 = At(v, 5) - At(v, 3),
            z11 = At(v, 1) + At(v, 7),
            z12 = At(v, 1) - At(v, 7);
        var t7 = z11 + z13;
        var z5 = ((z10 + z12) * 473) >> 8;
        var t6 = ((z10 * -669) >> 8) + z5 - t7;
        var t5 = (((z11 - z13) * 362) >> 8) - t6;
        var t4 = ((z12 * 277) >> 8) - z5 + t5;
        (At(v, 0), At(v, 7), At(v, 1), At(v, 6)) = (t0 + t7, t0 - t7, t1 + t6, t1 - t6);
        (At(v, 2), At(v, 5), At(v, 4), At(v, 3)) = (t2 + t5, t2 - t5, t3 + t4, t3 - t4);
    }

    private record struct Rows(
        Vector256<int> A,
        Vector256<int> B,
        Vector256<int> C,
        Vector256<int> D,
        Vector256<int> E,
        Vector256<int> F,
        Vector256<int> G,
        Vector256<int> H
    );
}
