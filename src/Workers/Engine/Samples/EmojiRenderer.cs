using System.Text;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Samples;

/// <summary>Draws an SVG document on white as an 8-bit RGB PNG; the same document gives the same bytes.</summary>
internal static class EmojiRenderer
{
    private static readonly double[] White = [255, 255, 255];

    static EmojiRenderer()
    {
        // Parallelism is over pictures, and no picture is drawn twice.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
    }

    /// <summary>For those who draw by themselves, several at once: sets libvips up as for <see cref="Png"/>.</summary>
    public static void Prepare() { }

    public static byte[] Png(string svg)
    {
        using var drawn = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(svg));
        using var flat = drawn.Flatten(background: White);
        return flat.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None);
    }
}
