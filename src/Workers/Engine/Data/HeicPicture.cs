using ImageMagick;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// The pixels of HEIC pictures, as telephones take them, by ImageMagick: libvips reads their header, but comes without a decoder for HEVC. Only that one coder
/// is ever asked for, by its name. It reads from a copy in the system's folder for temporary files,
/// which is gone afterwards.
/// </summary>
internal static class HeicPicture
{
    static HeicPicture()
    {
        // What is read was judged by its header before; these hold where a header lies.
        ResourceLimits.Width = (ulong)PictureLimits.Default.MaxSide;
        ResourceLimits.Height = (ulong)PictureLimits.Default.MaxSide;
        ResourceLimits.Area = (ulong)PictureLimits.Default.MaxPixels;
        ResourceLimits.Memory = 4UL * (ulong)PictureLimits.Default.MaxPixels;
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
    }

    /// <summary>Its primary picture: RGB, or RGBA where it has alpha.</summary>
    /// <exception cref="RefusedException">It is damaged.</exception>
    /// <exception cref="IOException">There is no room for the copy.</exception>
    public static DecodedPicture Decode(byte[] bytes, string name)
    {
        try
        {
            using var image = new MagickImage(bytes, new MagickReadSettings { Format = MagickFormat.Heic });
            using var pixels = image.GetPixels();
            var mapping = image.HasAlpha ? PixelMapping.RGBA : PixelMapping.RGB;
            var values = pixels.ToByteArray(0, 0, image.Width, image.Height, mapping);
            return values is not null
                ? new DecodedPicture((int)image.Height, (int)image.Width, image.HasAlpha ? 4 : 3, values)
                : throw new RefusedException(new Refusal("data.heic.pixels", ("picture", name)));
        }
        catch (Exception e) when (e is MagickBlobErrorException or MagickFileOpenErrorException)
        {
            throw new IOException($"{name} can't be decoded: no copy of it can be written to {Path.GetTempPath()}: {Words(e)}");
        }
        catch (MagickException e)
        {
            throw new RefusedException(new Refusal("data.heic.undecodable", ("picture", name), ("fault", Words(e))));
        }
    }

    // Without the name of the copy and the place in ImageMagick's own source.
    private static string Words(Exception e)
    {
        var line = e.Message.Split('\n')[0];
        return line[..(line.IndexOfAny(['`', '\'', '@']) is > 0 and var end ? end : line.Length)].Trim().TrimEnd('.');
    }
}
