using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>Brings a component to the picture's size: libjpeg's triangle filter for halved chroma, repetition elsewhere.</summary>
internal static class JpegUpsampling
{
    /// <summary>Room for a row and what may be written behind it.</summary>
    public static int RowLength(int width) => width + 64;

    /// <summary>One row of the picture.</summary>
    /// <param name="samples">Of the component, <paramref name="stride"/> a row.</param>
    /// <param name="y">Row of the picture.</param>
    /// <param name="horizontal">How many columns of the picture one sample covers.</param>
    /// <param name="vertical">How many rows.</param>
    /// <param name="row">Receives the picture's width of samples; has room for <see cref="RowLength"/>.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="sums">Room for as many numbers.</param>
    public static void Row(
        ReadOnlySpan<byte> samples,
        int stride,
        JpegComponent component,
        int y,
        int horizontal,
        int vertical,
        Span<byte> row,
        int width,
        Span<ushort> sums
    )
    {
        var own = component.Width;
        var near = samples.Slice(y / vertical * stride, own);
        if (horizontal == 1 && vertical == 1)
        {
            near.CopyTo(row);
            return;
        }
        var fancy = vertical <= 2 && horizontal <= 2 && (horizontal == 1 || own > 2);
        if (!fancy)
        {
            for (var x = 0; x < width; x++)
            {
                row[x] = near[Math.Min(x / horizontal, own - 1)];
            }
            return;
        }
        // The other row that has a part in this one: above an even row, below an odd one; the picture's edge repeats itself.
        var beside = vertical == 1 ? y : Math.Clamp((y / 2) + ((y % 2 * 2) - 1), 0, component.Height - 1);
        var far = samples.Slice(beside * stride, own);
        if (horizontal == 1)
        {
            for (var x = 0; x < Math.Min(own, width); x++)
            {
                row[x] = (byte)(((near[x] * 3) + far[x] + 1 + (y % 2)) >> 2);
            }
            return;
        }
        Doubled(near, far, vertical == 2, row, sums);
    }

    // Two rows: sums of 4 of each sample, rounded at 16; one row: at 4. The edges repeat themselves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Doubled(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, bool twoRows, Span<byte> row, Span<ushort> sums)
    {
        var own = near.Length;
        sums = sums[..(own + 2)];
        for (var x = 0; x < own; x++)
        {
            sums[x + 1] = (ushort)(twoRows ? (near[x] * 3) + far[x] : near[x]);
        }
        (sums[0], sums[own + 1]) = (sums[1], sums[own]);
        var (left, right, shift) = twoRows ? (8, 7, 4) : (1, 2, 2);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var target = ref MemoryMarshal.GetReference(row[..(2 * own)]);
        var at = 0;
        for (; at + 16 <= own; at += 16)
        {
            var three = Vector256.LoadUnsafe(ref sum, (nuint)(at + 1)) * 3;
            var even = (three + Vector256.LoadUnsafe(ref sum, (nuint)at) + Vector256.Create((ushort)left)) >> shift;
            var odd = (three + Vector256.LoadUnsafe(ref sum, (nuint)(at + 2)) + Vector256.Create((ushort)right)) >> shift;
            (even | (odd << 8)).AsByte().StoreUnsafe(ref target, (nuint)(2 * at));
        }
        for (; at < own; at++)
        {
            var three = sums[at + 1] * 3;
            row[2 * at] = (byte)((three + sums[at] + left) >> shift);
            row[(2 * at) + 1] = (byte)((three + sums[at + 2] + right) >> shift);
        }
    }
}
