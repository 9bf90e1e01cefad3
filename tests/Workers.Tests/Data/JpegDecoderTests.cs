using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Jpeg;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Data;

/// <summary>Exact agreement with TensorFlow is held by <see cref="PictureTests"/>; here the kinds of file: every way to store the same coefficients gives the
/// same pixels, near the library's.</summary>
public sealed class JpegDecoderTests
{
    [Theory]
    [InlineData(61, 47, true)]
    [InlineData(61, 47, false)]
    [InlineData(16, 16, true)]
    [InlineData(3, 5, true)]
    [InlineData(1, 1, true)]
    [InlineData(130, 9, true)]
    public void Decode_OfBaselineProgressiveAndRestarted_IsTheSame(int width, int height, bool halvedChroma)
    {
        var subsample = halvedChroma ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off;
        using var picture = Scene(width, height);
        var baseline = picture.JpegsaveBuffer(q: 80, subsampleMode: subsample);
        var pixels = Decode(baseline, gray: false)!;

        Assert.Equal((height, width, 3), (pixels.Height, pixels.Width, pixels.Channels));
        Assert.Equal(pixels.Pixels, Decode(picture.JpegsaveBuffer(q: 80, subsampleMode: subsample, interlace: true), gray: false)!.Pixels);
        Assert.Equal(pixels.Pixels, Decode(picture.JpegsaveBuffer(q: 80, subsampleMode: subsample, restartInterval: 2), gray: false)!.Pixels);
        using var library = Image.NewFromBuffer(baseline);
        Assert.InRange(library.WriteToMemory<byte>().Zip(pixels.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 8);
    }

    [Fact]
    public void Decode_OfGrayAndOfLuma_HasOneChannel()
    {
        using var picture = Scene(40, 30);
        using var gray = picture.Colourspace(Enums.Interpretation.Bw);
        Assert.Equal(1, Decode(gray.JpegsaveBuffer(), gray: false)!.Channels);
        Assert.Equal(1, Decode(picture.JpegsaveBuffer(), gray: true)!.Channels);
    }

    [Fact]
    public void Decode_OfDamagedOrForeignFiles_NeverThrows()
    {
        using var picture = Scene(48, 48);
        foreach (var whole in new[] { picture.JpegsaveBuffer(), picture.JpegsaveBuffer(interlace: true) })
        {
            for (var i = 2; i < whole.Length; i += 3)
            {
                _ = Decode(whole.AsSpan(0, i), gray: false);
                var flipped = (byte[])whole.Clone();
                flipped[i] ^= (byte)(1 << (i % 8));
                _ = Decode(flipped, gray: false);
            }
        }
        Assert.Null(Decode("GIF89a"u8, gray: false));
        using var cmyk = picture.Colourspace(Enums.Interpretation.Cmyk);
        Assert.Null(Decode(cmyk.JpegsaveBuffer(), gray: false));
    }

    [Fact]
    public void Sound_IsAWholeFileAlone()
    {
        using var picture = Scene(48, 48);
        foreach (
            var whole in new[]
            {
                picture.JpegsaveBuffer(),
                picture.JpegsaveBuffer(interlace: true),
                picture.JpegsaveBuffer(restartInterval: 2),
                picture.JpegsaveBuffer(optimizeCoding: true),
            }
        )
        {
            Assert.True(IsSound(whole));
            Assert.True(IsSound([.. whole, 0, 1, 2]));
            Assert.All(Enumerable.Range(2, whole.Length - 2), length => Assert.False(IsSound(whole[..length])));
            // A byte between two segments, and one at the end of the entropy-coded data.
            Assert.False(IsSound([.. whole[..2], 0, .. whole[2..]]));
            Assert.False(IsSound([.. whole[..^2], 0, .. whole[^2..]]));
        }
    }

    [Fact]
    public void Sound_IsNeverWhatTheLibraryRefuses()
    {
        var random = new Random(11);
        using var picture = Scene(24, 17);
        var (sound, refused) = (0, 0);
        foreach (var whole in new[] { picture.JpegsaveBuffer(q: 60), picture.JpegsaveBuffer(interlace: true), picture.JpegsaveBuffer(restartInterval: 1) })
        {
            for (var round = 0; round < 400; round++)
            {
                var flipped = (byte[])whole.Clone();
                flipped[random.Next(2, flipped.Length)] = (byte)random.Next(256);
                var isSound = IsSound(flipped);
                var isTaken = LibraryTakes(flipped);
                Assert.False(isSound && !isTaken);
                sound += isSound ? 1 : 0;
                refused += isTaken ? 0 : 1;
            }
        }
        Assert.True(sound > 100 && refused > 100, $"{sound} sound, {refused} refused");
    }

    // The transforms differ by little; where one reader stops and another goes on, whole blocks do.
    [Fact]
    public void Decode_OfDamagedFilesThatTheLibraryTakes_ShowsWhatTheLibraryShows()
    {
        var random = new Random(12);
        using var picture = Scene(40, 33);
        var (alike, stoppedElsewhere) = (0, 0);
        foreach (var whole in new[] { picture.JpegsaveBuffer(q: 60), picture.JpegsaveBuffer(interlace: true), picture.JpegsaveBuffer(restartInterval: 1) })
        {
            for (var round = 0; round < 1000; round++)
            {
                var damaged = (byte[])whole.Clone();
                var at = random.Next(4, damaged.Length);
                damaged[at] = (byte)random.Next(256);
                if (random.Next(4) == 0)
                {
                    damaged = [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + random.Next(1, 4))..]];
                }
                if (IsSound(damaged) || Decode(damaged, gray: false) is not { Channels: 3 } ours || !LibraryTakes(damaged))
                {
                    continue;
                }
                using var image = Image.NewFromBuffer(damaged);
                var theirs = image.WriteToMemory<byte>();
                var shown = PictureDecoder.Decode(damaged, "damaged.jpg", "rgb").Pixels;
                Assert.InRange(theirs.Zip(shown, (a, b) => Math.Abs(a - b)).Max(), 0, 32);
                alike += shown.AsSpan().SequenceEqual(ours.Pixels) ? 1 : 0;
                stoppedElsewhere += shown.AsSpan().SequenceEqual(ours.Pixels) ? 0 : 1;
            }
        }
        Assert.True(alike > 30 && stoppedElsewhere > 10, $"{alike} alike, {stoppedElsewhere} stopped elsewhere");
    }

    [Fact]
    public void Sound_IsNoPictureLargerThanAllowed()
    {
        using var picture = Scene(48, 48);
        Assert.Null(JpegDecoder.TryDecode(picture.JpegsaveBuffer(), gray: false, new PictureLimits(MaxPixels: 1000), out var isSound));
        Assert.False(isSound);
    }

    [Fact]
    public void Transform_ByVectorsAndWithout_IsTheSame()
    {
        var random = new Random(3);
        var (block, multipliers) = (new short[64], new int[64]);
        var (fast, plain) = (new byte[12 * 8], new byte[12 * 8]);
        for (var round = 0; round < 500; round++)
        {
            for (var i = 0; i < 64; i++)
            {
                (block[i], multipliers[i]) = ((short)random.Next(-(2 << (round % 14)), 2 << (round % 14)), random.Next(1, 1 << 14));
            }
            JpegFastTransform.Block(block, multipliers, fast, 12);
            JpegFastTransform.Plain(block, multipliers, plain, 12);
            Assert.Equal(plain, fast);
            Array.Clear(block, 1, 63);
            JpegFastTransform.Plain(block, multipliers, plain, 12);
            JpegFastTransform.Flat(block[0], multipliers, fast, 12);
            Assert.Equal(plain, fast);
        }
    }

    private static bool LibraryTakes(byte[] bytes)
    {
        try
        {
            using var image = Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Error);
            return image.WriteToMemory<byte>().Length > 0;
        }
        catch (VipsException)
        {
            return false;
        }
    }

    private static bool IsSound(byte[] bytes) => JpegDecoder.TryDecode(bytes, gray: false, PictureLimits.Default, out var isSound) is not null && isSound;

    private static DecodedPicture? Decode(ReadOnlySpan<byte> bytes, bool gray) => JpegDecoder.TryDecode(bytes, gray, PictureLimits.Default, out _);

    private static Image Scene(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, c) = (i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = (byte)(128 + (100 * Math.Sin((x * (c + 1) / 7.0) + (y / 5.0))) + ((x * 31) + (y * 17)) % 23);
        }
        return Image.NewFromMemoryCopy(pixels, width, height, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
