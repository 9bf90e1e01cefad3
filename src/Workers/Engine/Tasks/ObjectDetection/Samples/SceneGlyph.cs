using System.Text;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;

/// <summary>A drawn emoji, cut to the pixels that it covers.</summary>
/// <param name="Pixels">RGBA, row by row.</param>
internal sealed record SceneGlyph(int Width, int Height, byte[] Pixels)
{
    private const int Nominal = 96;

    // Fainter is the rim of a rim.
    private const byte Faint = 24;

    /// <summary>Turned about its middle, and as large as wanted.</summary>
    /// <param name="svg">A document of <see cref="Nominal"/> pixels; see <see cref="Size"/>.</param>
    /// <param name="degrees">To the right.</param>
    /// <param name="side">The longer side of what is covered, in pixels; met to a pixel.</param>
    public static SceneGlyph Draw(string svg, double degrees, int side)
    {
        var first = Draw(svg, degrees, 1.0);
        var scale = (double)side / Math.Max(first.Width, first.Height);
        var drawn = Draw(svg, degrees, scale);
        // Rounding at the rim of small ones.
        var longer = Math.Max(drawn.Width, drawn.Height);
        return longer == side ? drawn : Draw(svg, degrees, scale * side / longer);
    }

    /// <summary>Of the documents to draw, in pixels.</summary>
    public static int Size => Nominal;

    private static SceneGlyph Draw(string svg, double degrees, double scale)
    {
        var side = (int)Math.Ceiling(Nominal * scale * 1.5) + 2;
        var document = FormattableString.Invariant(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><g transform="translate({side / 2.0:R} {side / 2.0:R}) rotate({degrees:R}) scale({scale:R}) translate({-Nominal / 2.0:R} {-Nominal / 2.0:R})">{svg}</g></svg>"""
        );
        using var image = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(document));
        return Cut(image.Width, image.Height, image.WriteToMemory<byte>());
    }

    private static SceneGlyph Cut(int width, int height, byte[] pixels)
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (pixels[(((y * width) + x) * 4) + 3] >= Faint)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                }
            }
        }
        var cut = new byte[(right - left) * (bottom - top) * 4];
        for (var y = top; y < bottom; y++)
        {
            pixels.AsSpan(((y * width) + left) * 4, (right - left) * 4).CopyTo(cut.AsSpan((y - top) * (right - left) * 4));
        }
        return new SceneGlyph(right - left, bottom - top, cut);
    }
}
