using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>YCbCr to RGB by ITU-R BT.601 at 16 bits, each product rounded as libjpeg's tables are.</summary>
internal static class JpegColours
{
    private const int Half = 1 << 15;

    /// <summary>One row of the picture.</summary>
    /// <param name="planes">Luma, blue and red, or the three colours.</param>
    /// <param name="stride">From a plane to the next.</param>
    /// <param name="rgb">The planes are colours already.</param>
    /// <param name="target">Three bytes a pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(ReadOnlySpan<byte> planes, int stride, bool rgb, Span<byte> target)
    {
        var width = target.Length / 3;
        var at =
            rgb || !Avx2.IsSupported
                ? 0
                : Eights(ref MemoryMarshal.GetReference(planes[..(2 * stride + width)]), stride, ref MemoryMarshal.GetReference(target), width);
        for (var x = at; x < width; x++)
        {
            int y = planes[x],
                blue = planes[stride + x],
                red = planes[(2 * stride) + x];
            if (rgb)
            {
                (target[x * 3], target[(x * 3) + 1], target[(x * 3) + 2]) = ((byte)y, (byte)blue, (byte)red);
                continue;
            }
            (blue, red) = (blue - 128, red - 128);
            target[x * 3] = Limit(y + (((91881 * red) + Half) >> 16));
            target[(x * 3) + 1] = Limit(y + (((-22554 * blue) + (-46802 * red) + Half) >> 16));
            target[(x * 3) + 2] = Limit(y + (((116130 * blue) + Half) >> 16));
        }
    }

    // Eight pixels at a time, while there is room for four bytes more than their 24.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Eights(ref byte planes, int stride, ref byte target, int width)
    {
        var (middle, half, zero, most) = (Vector256.Create(128), Vector256.Create(Half), Vector256<int>.Zero, Vector256.Create(255));
        var tight = Vector256.Create(
            (byte)0,
            1,
            2,
            4,
            5,
            6,
            8,
            9,
            10,
            12,
            13,
            14,
            255,
            255,
            255,
            255,
            0,
            1,
            2,
            4,
            5,
            6,
            8,
            9,
            10,
            12,
            13,
            14,
            255,
            255,
            255,
            255
        );
        var x = 0;
        for (; x + 10 <= width; x += 8)
        {
            var y = Wide(ref planes, x);
            var blue = Wide(ref planes, stride + x) - middle;
            var red = Wide(ref planes, (2 * stride) + x) - middle;
            var r = y + (((red * 91881) + half) >> 16);
            var g = y + (((blue * -22554) + (red * -46802) + half) >> 16);
            var b = y + (((blue * 116130) + half) >> 16);
            r = Vector256.Min(Vector256.Max(r, zero), most);
            g = Vector256.Min(Vector256.Max(g, zero), most);
            b = Vector256.Min(Vector256.Max(b, zero), most);
            var pixels = Avx2.Shuffle((r | (g << 8) | (b << 16)).AsByte(), tight);
            pixels.GetLower().StoreUnsafe(ref target, (nuint)(x * 3));
            pixels.GetUpper().StoreUnsafe(ref target, (nuint)((x * 3) + 12));
        }
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Wide(ref byte planes, int at) =>
        Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref planes, at))).AsByte());

    private static byte Limit(int value) => (byte)Math.Clamp(value, 0, 255);
}
