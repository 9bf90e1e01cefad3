using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Jpeg;
using MlOpsDashboard.Workers.Engine.Memory;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Reads a picture file as TensorFlow's <c>decode_image</c> does: pixels as stored (no ICC conversion, no EXIF turn but the one asked for), the first frame or
/// page of
/// several, the high byte of 16-bit values, alpha dropped (or kept for rgba), CMYK as (255 - k)(255 - c) / 255, CIELAB as sRGB, and gray by
/// 0.299 R + 0.587 G + 0.114 B, cut to whole numbers (a JPEG's own luma). Other values than whole numbers of 8 or 16 bits and more than four channels are
/// refused. A JPEG is read by <see cref="JpegDecoder"/>, HEIC by <see cref="HeicPicture"/>;
/// libvips reads all others and judges every JPEG that is not sound to its end. The kind of file is told by its content, the size is checked in its header.
/// </summary>
public static class PictureDecoder
{
    private static readonly ByteGate Room = new(MemoryBudget.Current.Decoding);

    static PictureDecoder()
    {
        // One picture is one unit of work: parallelism is over pictures, and nothing is read twice.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // A damaged file is refused with a sentence of ours; the libraries' own lines would only litter standard error.
        foreach (var library in new[] { "VIPS", "GLib", "GLib-GObject" })
        {
            Log.SetLogHandler(library, NetVips.Enums.LogLevelFlags.All, (_, _, _) => { });
        }
    }

    /// <summary>Sets libvips up for this process, for those who call it without decoding.</summary>
    internal static void Prepare() { }

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
            throw new RefusedException(new Refusal("data.picture.unreadable", ("picture", file), ("fault", e.Message)));
        }
    }

    /// <param name="bytes">The file's content.</param>
    /// <param name="name">What to call it in a refusal.</param>
    /// <param name="colorMode">grayscale, rgb or rgba.</param>
    /// <param name="limits">Default: 100 million pixels.</param>
    /// <param name="turn">The EXIF orientation by which the pixels are turned; null leaves them as they are stored.</param>
    /// <exception cref="RefusedException">Not a picture, too large, damaged, or of values that have no 8-bit meaning.</exception>
    public static DecodedPicture Decode(byte[] bytes, string name, string colorMode, PictureLimits? limits = null, int? turn = null)
    {
        limits ??= PictureLimits.Default;
        // Several threads decode; together they stay within the memory there is, the largest pictures one after the other.
        using var room = DecodingCost.Of(bytes, name, limits) is { } cost ? Room.Enter(cost) : default;
        var picture = ToColorMode(Read(bytes, name, colorMode, limits, isCounted: !room.IsNone), colorMode);
        var turned = PictureOrientation.Apply(picture, turn);
        if (turned != picture)
        {
            SpareArrays.Return(picture.Pixels);
        }
        return turned;
    }

    private static DecodedPicture Read(byte[] bytes, string name, string colorMode, PictureLimits limits, bool isCounted)
    {
        var kind = PictureSignature.Of(bytes);
        if (kind == PictureFileKind.Bmp && Bitmap.Is(bytes))
        {
            return Bitmap.Decode(bytes, name, limits);
        }
        if (kind != PictureFileKind.Jpeg)
        {
            return ByVips(bytes, kind, name, limits, isCounted);
        }
        // A JPEG that is sound to its last byte needs no second judge: it is decoded once.
        var exact = JpegDecoder.TryDecode(bytes, colorMode == "grayscale", limits, out var isSound);
        if (exact is not null && isSound)
        {
            return exact;
        }
        var judged = ByVips(bytes, kind, name, limits, isCounted);
        return exact is not null && IsAlike(exact, judged) ? exact : judged;
    }

    /// <summary>Whether both readers saw the same coefficients: their transforms are 8 of 255 apart at most, blocks of which one reader missed some are further.
    /// </summary>
    private static bool IsAlike(DecodedPicture exact, DecodedPicture judged)
    {
        const int most = 32;
        if ((exact.Height, exact.Width) != (judged.Height, judged.Width))
        {
            return false;
        }
        var (ours, theirs, bands) = (exact.Pixels, judged.Pixels, judged.Channels);
        for (var i = 0; i < exact.Height * exact.Width; i++)
        {
            if (exact.Channels == bands)
            {
                for (var c = i * bands; c < (i + 1) * bands; c++)
                {
                    if (Math.Abs(ours[c] - theirs[c]) > most)
                    {
                        return false;
                    }
                }
            }
            else if (exact.Channels != 1 || bands != 3 || Math.Abs(ours[i] - Gray(theirs[3 * i], theirs[(3 * i) + 1], theirs[(3 * i) + 2])) > most)
            {
                return false;
            }
        }
        return true;
    }

    private static DecodedPicture ByVips(byte[] bytes, PictureFileKind kind, string name, PictureLimits limits, bool isCounted)
    {
        try
        {
            using var image =
                VipsPicture.Open(bytes, kind) ?? throw new RefusedException(new Refusal("data.picture.kind", ("kinds", PictureKinds.Words), ("picture", name)));
            Require(limits, image.Width, image.Height, name);
            using var known = isCounted
                ? default
                : Room.Enter(
                    kind is PictureFileKind.Avif or PictureFileKind.Heic
                        ? DecodingCost.OfHeif(image.Width, image.Height)
                        : DecodingCost.Of(image.Width, image.Height, image.Bands)
                );
            return kind == PictureFileKind.Heic ? HeicPicture.Decode(bytes, name) : Eight(image, name);
        }
        catch (VipsException e)
        {
            throw new RefusedException(new Refusal("data.picture.undecodable", ("picture", name), ("fault", FirstLine(e.Message))));
        }
    }

    private static void Require(PictureLimits limits, int width, int height, string name)
    {
        if (!limits.Allow(width, height))
        {
            throw new RefusedException(
                new Refusal(
                    "data.picture.limits",
                    ("pixels", limits.MaxPixels),
                    ("side", limits.MaxSide),
                    ("picture", name),
                    ("width", width),
                    ("height", height)
                )
            );
        }
    }

    private static DecodedPicture Eight(Image image, string name)
    {
        if (image.Interpretation is Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Labq)
        {
            using var rgb = image.Colourspace(Enums.Interpretation.Srgb);
            using var cast = rgb.Cast(Enums.BandFormat.Uchar);
            return Eight(cast, name);
        }
        if (image.Format is Enums.BandFormat.Ushort)
        {
            using var shifted = image >> 8;
            using var cast = shifted.Cast(Enums.BandFormat.Uchar);
            return Eight(cast, name);
        }
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk && image.Bands >= 4;
        if (image.Format is not Enums.BandFormat.Uchar)
        {
            // What is black and what white in it is known to whoever made it alone.
            throw new RefusedException(new Refusal("data.picture.depth", ("picture", name), ("received", Words(image.Format))));
        }
        if (image.Bands > 4 && !isCmyk)
        {
            throw new RefusedException(new Refusal("data.picture.channels", ("picture", name), ("received", image.Bands)));
        }
        var pixels = image.WriteToMemory<byte>();
        return isCmyk ? FromCmyk(image, pixels) : new DecodedPicture(image.Height, image.Width, image.Bands, pixels);
    }

    private static Refusal Words(Enums.BandFormat format) =>
        format switch
        {
            Enums.BandFormat.Float or Enums.BandFormat.Double or Enums.BandFormat.Complex or Enums.BandFormat.Dpcomplex => new("data.picture.floats"),
            Enums.BandFormat.Uint or Enums.BandFormat.Int => new("data.picture.wide"),
            _ => new("data.picture.signed"),
        };

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
        var channels = colorMode switch
        {
            "grayscale" => 1,
            "rgba" => 4,
            _ => 3,
        };
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
    private static byte Gray(byte r, byte g, byte b) => r == g && r == b ? r : (byte)(((9797 * r) + (19234 * g) + (3737 * b)) >> 15);

    private static string FirstLine(string message) =>
        message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? message;
}
