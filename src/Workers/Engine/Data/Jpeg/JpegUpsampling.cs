namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>Brings a component to the picture's size: libjpeg's triangle filter for halved chroma, repetition elsewhere.</summary>
internal static class JpegUpsampling
{
    /// <summary>One row of the picture.</summary>
    /// <param name="samples">Of the component, <paramref name="stride"/> a row.</param>
    /// <param name="y">Row of the picture.</param>
    /// <param name="horizontal">How many columns of the picture one sample covers.</param>
    /// <param name="vertical">How many rows.</param>
    /// <param name="row">Receives at least the picture's width of samples.</param>
    public static void Row(ReadOnlySpan<byte> samples, int stride, JpegComponent component, int y, int horizontal, int vertical, Span<byte> row)
    {
        var width = component.Width;
        var near = samples.Slice(y / vertical * stride, width);
        if (horizontal == 1 && vertical == 1)
        {
            near.CopyTo(row);
            return;
        }
        var fancy = vertical <= 2 && horizontal <= 2 && (horizontal == 1 || width > 2);
        if (!fancy)
        {
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = near[Math.Min(x / horizontal, width - 1)];
            }
            return;
        }
        // The other row that has a part in this one: above an even row, below an odd one; the picture's edge repeats itself.
        var beside = vertical == 1 ? y : Math.Clamp((y / 2) + ((y % 2 * 2) - 1), 0, component.Height - 1);
        var far = samples.Slice(beside * stride, width);
        if (horizontal == 1)
        {
            for (var x = 0; x < Math.Min(width, row.Length); x++)
            {
                row[x] = (byte)(((near[x] * 3) + far[x] + 1 + (y % 2)) >> 2);
            }
            return;
        }
        // Two rows: sums of 4 of each sample, rounded at 16; one row: at 4.
        var (self, shift) = vertical == 2 ? (3, 4) : (1, 2);
        var (left, right) = vertical == 2 ? (8, 7) : (1, 2);
        int Sum(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int x) => self == 1 ? a[x] : (a[x] * 3) + b[x];
        for (int x = 0, last = Sum(near, far, 0), now = last; x < width; x++)
        {
            var next = x + 1 < width ? Sum(near, far, x + 1) : now;
            if (x * 2 < row.Length)
            {
                row[x * 2] = (byte)(x == 0 && self == 1 ? now : ((now * 3) + last + left) >> shift);
            }
            if ((x * 2) + 1 < row.Length)
            {
                row[(x * 2) + 1] = (byte)(x == width - 1 && self == 1 ? now : ((now * 3) + next + right) >> shift);
            }
            (last, now) = (now, next);
        }
    }
}
