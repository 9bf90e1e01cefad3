namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>A picture in a mosaic, where both have the network's size: it is made <see cref="Width"/> by <see cref="Height"/>, its upper left corner lies at
/// (<see cref="X"/>, <see cref="Y"/>), and what is seen of it lies between the other four.</summary>
public sealed record MosaicPart(int Row, int Width, int Height, int X, int Y, int Left, int Top, int Right, int Bottom)
{
    private const int Parts = 4;

    // How much smaller a picture becomes, and where the four meet, as shares.
    private const double Smallest = 0.5,
        Margin = 0.3;

    /// <summary>
    /// The four pictures of a draw (Bochkovskiy et al. 2020), itself the first: they meet at a point, each made smaller at random and cut where another
    /// begins. Null where the draw is the picture as it is.
    /// </summary>
    /// <param name="share">How many of the draws are mosaics.</param>
    /// <param name="count">Of how many pictures the others are drawn.</param>
    public static IReadOnlyList<MosaicPart>? Of(Draw draw, double share, int count, PictureFormat format)
    {
        // The draw's own numbers from 0 to 1, one after the other.
        var taken = 0;
        double Next() => (DrawKey.Of(unchecked((long)draw.Key), 0, taken++) >> 11) / (double)(1UL << 53);
        if (draw.Key == 0 || Next() >= share)
        {
            return null;
        }
        var middleX = (int)(format.Width * (Margin + ((1 - (2 * Margin)) * Next())));
        var middleY = (int)(format.Height * (Margin + ((1 - (2 * Margin)) * Next())));
        var parts = new MosaicPart[Parts];
        for (var i = 0; i < Parts; i++)
        {
            var scale = Smallest + ((1 - Smallest) * Next());
            var (width, height) = (Math.Max(1, (int)(format.Width * scale)), Math.Max(1, (int)(format.Height * scale)));
            var (isLeft, isTop) = (i % 2 == 0, i < 2);
            var (x, y) = (isLeft ? middleX - width : middleX, isTop ? middleY - height : middleY);
            parts[i] = new(
                i == 0 ? draw.Row : Math.Min(count - 1, (int)(count * Next())),
                width,
                height,
                x,
                y,
                Math.Max(0, x),
                Math.Max(0, y),
                Math.Min(isLeft ? middleX : format.Width, x + width),
                Math.Min(isTop ? middleY : format.Height, y + height)
            );
        }
        return parts;
    }
}
