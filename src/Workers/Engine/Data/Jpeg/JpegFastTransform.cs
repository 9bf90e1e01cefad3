namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>The fast inverse cosine transform of libjpeg (Arai, Agui and Nakajima, 8-bit constants): TensorFlow's choice for JPEG, one or two steps of 255 off the accurate one.</summary>
internal static class JpegFastTransform
{
    // cos(k pi / 16) sqrt(2), 1 for k = 0, products of row and column at 14 bits.
    private static readonly double[] Scale = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379];

    /// <summary>Samples of one component, padded to whole blocks.</summary>
    public static byte[] Samples(JpegComponent component, ushort[] quantization)
    {
        var multipliers = new int[64];
        for (var i = 0; i < 64; i++)
        {
            var scale = (int)Math.Round(Scale[i / 8] * Scale[i % 8] * (1 << 14));
            multipliers[i] = ((quantization[i] * scale) + (1 << 11)) >> 12;
        }
        var stride = component.PaddedWide * 8;
        var samples = new byte[stride * component.PaddedHigh * 8];
        Span<int> work = stackalloc int[64];
        for (var row = 0; row < component.PaddedHigh; row++)
        {
            for (var column = 0; column < component.PaddedWide; column++)
            {
                var block = component.Block(column, row);
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
                    var target = samples.AsSpan((((row * 8) + i) * stride) + (column * 8), 8);
                    for (var x = 0; x < 8; x++)
                    {
                        target[x] = (byte)Math.Clamp((work[(i * 8) + x] >> 5) + 128, 0, 255);
                    }
                }
            }
        }
        return samples;
    }

    private static void Pass(Span<int> v, int from, int step)
    {
        ref int At(Span<int> values, int i) => ref values[from + (i * step)];
        int even0 = At(v, 0) + At(v, 4), even1 = At(v, 0) - At(v, 4), sum = At(v, 2) + At(v, 6);
        var turned = (((At(v, 2) - At(v, 6)) * 362) >> 8) - sum;
        int t0 = even0 + sum, t3 = even0 - sum, t1 = even1 + turned, t2 = even1 - turned;

        int z13 = At(v, 5) + At(v, 3), z10 = At(v, 5) - At(v, 3), z11 = At(v, 1) + At(v, 7), z12 = At(v, 1) - At(v, 7);
        var t7 = z11 + z13;
        var z5 = ((z10 + z12) * 473) >> 8;
        var t6 = ((z10 * -669) >> 8) + z5 - t7;
        var t5 = (((z11 - z13) * 362) >> 8) - t6;
        var t4 = ((z12 * 277) >> 8) - z5 + t5;
        (At(v, 0), At(v, 7), At(v, 1), At(v, 6)) = (t0 + t7, t0 - t7, t1 + t6, t1 - t6);
        (At(v, 2), At(v, 5), At(v, 4), At(v, 3)) = (t2 + t5, t2 - t5, t3 + t4, t3 - t4);
    }
}
