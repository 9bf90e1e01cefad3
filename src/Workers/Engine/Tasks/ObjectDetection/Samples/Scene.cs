using MlOpsDashboard.Core.Tasks.ObjectDetection;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;

/// <summary>One to six emoji at random places on a background; no two overlap more than 0.3 (intersection over union), the smaller ones lie on top.</summary>
internal sealed class Scene
{
    private const int MostObjects = 6,
        Smallest = 16,
        Largest = 128,
        Tries = 60;
    private const double MostOverlap = 0.3;

    private static readonly (int Width, int Height)[] Sides = [(256, 256), (320, 240), (240, 320), (288, 256)];

    private Scene(byte[] picture, int width, int height, IReadOnlyList<(int Kind, ObjectBox Box)> objects) =>
        (Picture, Width, Height, Objects) = (picture, width, height, objects);

    /// <summary>As a JPEG file.</summary>
    public byte[] Picture { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>By the numbers of their kinds, the largest first; boxes hold what is covered, in whole pixels.</summary>
    public IReadOnlyList<(int Kind, ObjectBox Box)> Objects { get; }

    /// <param name="kinds">Documents of each kind, of <see cref="SceneGlyph.Size"/>.</param>
    /// <param name="seed">The same gives the same scene.</param>
    public static Scene Draw(IReadOnlyList<IReadOnlyList<string>> kinds, int seed)
    {
        var random = new Random(seed);
        var (width, height) = Sides[random.Next(Sides.Length)];
        var pixels = SceneTexture.Draw(random, width, height);
        var objects = new List<(int Kind, ObjectBox Box)>();
        int[] sides = [.. Enumerable.Range(0, 1 + random.Next(MostObjects)).Select(_ => random.Next(Smallest, Largest + 1)).OrderDescending()];
        foreach (var side in sides)
        {
            var kind = random.Next(kinds.Count);
            var glyph = SceneGlyph.Draw(kinds[kind][random.Next(kinds[kind].Count)], random.NextDouble() * 360, side);
            if (Place(random, glyph, width, height, objects) is var (x, y))
            {
                Blend(pixels, width, glyph, x, y);
                objects.Add((kind, new ObjectBox(x, y, x + glyph.Width, y + glyph.Height)));
            }
        }
        using var image = Image.NewFromMemory(pixels, width, height, 3, Enums.BandFormat.Uchar);
        using var colour = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return new Scene(colour.JpegsaveBuffer(q: 92, keep: Enums.ForeignKeep.None), width, height, objects);
    }

    // The first is always placed: it overlaps nothing.
    private static (int X, int Y)? Place(Random random, SceneGlyph glyph, int width, int height, List<(int Kind, ObjectBox Box)> objects)
    {
        for (var i = 0; i < Tries; i++)
        {
            var (x, y) = (random.Next(width - glyph.Width + 1), random.Next(height - glyph.Height + 1));
            var box = new ObjectBox(x, y, x + glyph.Width, y + glyph.Height);
            if (objects.TrueForAll(other => Overlap(box, other.Box) <= MostOverlap))
            {
                return (x, y);
            }
        }
        return null;
    }

    private static double Overlap(ObjectBox one, ObjectBox other)
    {
        var shared =
            Math.Max(0, Math.Min(one.X2, other.X2) - Math.Max(one.X1, other.X1)) * Math.Max(0, Math.Min(one.Y2, other.Y2) - Math.Max(one.Y1, other.Y1));
        return shared / (one.Area + other.Area - shared);
    }

    private static void Blend(byte[] pixels, int width, SceneGlyph glyph, int left, int top)
    {
        for (var y = 0; y < glyph.Height; y++)
        {
            for (var x = 0; x < glyph.Width; x++)
            {
                var (from, to) = (((y * glyph.Width) + x) * 4, (((top + y) * width) + left + x) * 3);
                var alpha = glyph.Pixels[from + 3];
                for (var c = 0; c < 3; c++)
                {
                    pixels[to + c] = (byte)(((glyph.Pixels[from + c] * alpha) + (pixels[to + c] * (255 - alpha)) + 127) / 255);
                }
            }
        }
    }
}
