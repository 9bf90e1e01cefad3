using MlOpsDashboard.Workers.Engine.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

public sealed class PictureResizerTests
{
    /// <summary>Rows and vectors are for speed only: pixel by pixel, TensorFlow's formula gives the same bits.</summary>
    [Fact]
    public void Bilinear_EqualsTheFormulaOfEachPixel()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var mode = new[] { "grayscale", "rgb", "rgba" }[round % 3];
            var format = new PictureFormat(random.Next(1, 60), random.Next(1, 60), mode);
            var picture = new DecodedPicture(random.Next(1, 60), random.Next(1, 60), format.Channels, []);
            picture = picture with { Pixels = new byte[picture.Height * picture.Width * picture.Channels] };
            random.NextBytes(picture.Pixels);
            var values = new float[format.Length];
            PictureResizer.Resize(picture, format, values);
            Assert.Equal(Formula(picture, format), values);
        }
    }

    [Fact]
    public void Write_OfAPictureOfTheSize_GivesItsPixels()
    {
        var pixels = Enumerable.Range(0, 5 * 7 * 3).Select(i => (byte)(i * 37)).ToArray();
        var values = new float[pixels.Length];
        PictureResizer.Write(new DecodedPicture(5, 7, 3, pixels), new PictureFormat(5, 7), values);
        Assert.Equal(pixels.Select(pixel => (float)pixel), values);
    }

    private static float[] Formula(DecodedPicture picture, PictureFormat format)
    {
        var values = new List<float>();
        foreach (
            var (y, x, c) in from y in Enumerable.Range(0, format.Height)
            from x in Enumerable.Range(0, format.Width)
            from c in Enumerable.Range(0, format.Channels)
            select (y, x, c)
        )
        {
            var (top, bottom, v) = Tap(y, format.Height, picture.Height);
            var (left, right, h) = Tap(x, format.Width, picture.Width);
            float At(int row, int column) => picture.Pixels[(((row * picture.Width) + column) * picture.Channels) + c];
            var upper = At(top, left) + ((At(top, right) - At(top, left)) * h);
            var lower = At(bottom, left) + ((At(bottom, right) - At(bottom, left)) * h);
            values.Add(upper + ((lower - upper) * v));
        }
        return [.. values];
    }

    private static (int, int, float) Tap(int i, int to, int from)
    {
        var position = ((i + 0.5f) * ((float)from / to)) - 0.5f;
        return (Math.Max((int)MathF.Floor(position), 0), Math.Min((int)MathF.Ceiling(position), from - 1), position - MathF.Floor(position));
    }
}
