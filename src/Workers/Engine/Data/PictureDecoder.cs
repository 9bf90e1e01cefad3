using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data.Jpeg;
using MlOpsDashboard.Workers.Engine.Memory;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Reads a picture file as TensorFlow's <c>decode_image</c> does: pixels as stored (no EXIF turn, no ICC conversion), the first frame of an
/// animation, the high byte of 16-bit values, alpha dropped (or kept for rgba), CMYK as (255 - k)(255 - c) / 255, and gray by
/// 0.299 R + 0.587 G + 0.114 B, cut to whole numbers (a JPEG's own luma). A JPEG is read by <see cref="JpegDecoder"/>; libvips reads all others and judges every JPEG that is not sound to its end. The kind of file is told by its content, the size is checked in its header.
/// </summary>
public static class PictureDecoder
{
    private static readonly ByteGate Room = new(MemoryBudget.Current.Decoding);
    private static readonly string[] Loaders = ["jpegload", "pngload", "gifload", "webpload", "tiffload"];

    static PictureDecoder()
    {
        // One picture is one unit of work: parallelism is over pictures, and nothing is read twice.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // A damaged file is refused with a sentence of ours; libvips's own lines would only litter standard error.
        Log.SetLogHandler("VIPS", NetVips.Enums.LogLevelFlags.All, (_, _, _) => { });
    }

    /// <summary>Sets libvips up for this process, for those who call it without decoding.</summary>
    internal static void Prepare()
    {
    }

    /// <exception cref="RefusedException">Not a picture, too large, or damaged.</exception>
    public static DecodedPicture Decode(string file, string colorMode, PictureLimits? limits = null) => Decode(Read(file), file, colorMode, limits);

    /// <summary>A file's content.</summary>
    /// <exception cref="RefusedException">It can't be read.</exception>
    internal static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"Expected a readable picture. Received: {file}: {e.Message}");
        }
    }

    /// <param name="bytes">The file's content.</param>
    /// <param name="name">What to call it in a refusal.</param>
    /// <param name="colorMode">grayscale, rgb or rgba.</param>
    /// <param name="limits">Default: 100 million pixels.</param>
    /// <exception cref="RefusedException">Not a picture, too large, or damaged.</exception>
    public static DecodedPicture Decode(byte[] bytes, string name, string colorMode, PictureLimits? limits = null)
    {
        limits ??= PictureLimits.Default;
        // Several threads decode; together they stay within the memory there is, the largest pictures one after the other.
        using var room = DecodingCost.Of(bytes, name, limits) is { } cost ? Room.Enter(cost) : default;
        if (Bitmap.Is(bytes))
        {
            return ToColorMode(Bitmap.Decode(bytes, name, limits), colorMode);
        }
        // A JPEG that is sound to its last byte needs no second judge: it is decoded once.
        var exact = JpegDecoder.TryDecode(bytes, colorMode == "grayscale", limits, out var isSound);
        if (exact is not null && isSound)
        {
            return ToColorMode(exact, colorMode);
        }
        var loader = Image.FindLoadBuffer(bytes);
        if (loader is null || !Loaders.Any(known => loader.StartsWith("VipsForeignLoad", StringComparison.Ordinal)
            ? loader.Contains(known[..^4], StringComparison.OrdinalIgnoreCase)
            : loader.StartsWith(known, StringComparison.Ordinal)))
        {
            throw new RefusedException($"Expected a JPEG, PNG, GIF, WebP, TIFF or BMP picture. Received: {name}, which is none of these.");
        }
        try
        {
            using var image = Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Error);
            if (!limits.Allow(image.Width, image.Height))
            {
                throw new RefusedException(
                    $"Expected a picture of {limits.Words}. Received: {name} with {image.Width} x {image.Height}.");
            }
            using var known = room.IsNone ? Room.Enter(DecodingCost.Of(image.Width, image.Height, image.Bands)) : default;
            var picture = Eight(image);
            if (exact is not null && (exact.Height, exact.Width) == (picture.Height, picture.Width))
            {
                picture = exact;
            }
            return ToColorMode(picture, colorMode);
        }
        catch (VipsException e)
        {
            throw new RefusedException($"Expected a whole picture. Received: {name}, which can't be decoded: {FirstLine(e.Message)}");
        }
    }

    private static DecodedPicture Eight(Image image)
    {
        if (image.Format is Enums.BandFormat.Ushort)
        {
            using var shifted = image >> 8;
            using var cast = shifted.Cast(Enums.BandFormat.Uchar);
            return Eight(cast);
        }
        if (image.Format is not Enums.BandFormat.Uchar)
        {
            using var scaled = image.Colourspace(image.Bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
            using var cast = scaled.Cast(Enums.BandFormat.Uchar);
            return new DecodedPicture(cast.Height, cast.Width, cast.Bands, cast.WriteToMemory<byte>());
        }
        var pixels = image.WriteToMemory<byte>();
        return image.Interpretation == Enums.Interpretation.Cmyk && image.Bands >= 4
            ? FromCmyk(image, pixels)
            : new DecodedPicture(image.Height, image.Width, image.Bands, pixels);
    }

    private static DecodedPicture FromCmyk(Image image, byte[] pixels)
    {
        var count = image.Height * image.Width;
        var rgb = new byte[count * 3];
        for (var i = 0; i < count; i++)
        {
            var key = 255 - pixels[(i * image.Bands) + 3];
            for (var c = 0; c < 3; c++)
            {
                rgb[(i * 3) + c] = (byte)(key * (255 - pixels[(i * image.Bands) + c]) / 255);
            }
        }
        return new DecodedPicture(image.Height, image.Width, 3, rgb);
    }

    private static DecodedPicture ToColorMode(DecodedPicture picture, string colorMode)
    {
        var channels = colorMode switch { "grayscale" => 1, "rgba" => 4, _ => 3 };
        if (channels == picture.Channels)
        {
            return picture;
        }
        var count = picture.Height * picture.Width;
        var from = picture.Pixels;
        var bands = picture.Channels;
        var to = new byte[count * channels];
        for (var i = 0; i < count; i++)
        {
            var source = from.AsSpan(i * bands, bands);
            var target = to.AsSpan(i * channels, channels);
            if (channels == 1)
            {
                target[0] = bands < 3 ? source[0] : Gray(source[0], source[1], source[2]);
                continue;
            }
            for (var c = 0; c < 3; c++)
            {
                target[c] = source[bands < 3 ? 0 : c];
            }
            if (channels == 4)
            {
                target[3] = bands is 2 or 4 ? source[bands - 1] : (byte)255;
            }
        }
        return new DecodedPicture(picture.Height, picture.Width, channels, to);
    }

    // libpng's fixed-point weights for 0.299 and 0.587, cut, not rounded; equal channels stay as they are.
    private static byte Gray(byte r, byte g, byte b)
        => r == g && r == b ? r : (byte)(((9797 * r) + (19234 * g) + (3737 * b)) >> 15);

    private static string FirstLine(string message)
        => message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? message;
}
