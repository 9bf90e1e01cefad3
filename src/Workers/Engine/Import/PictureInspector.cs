using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>What the import keeps of a picture besides its bytes.</summary>
/// <param name="Header">Size as it is stored, orientation, frames.</param>
/// <param name="IsNearConstant">Almost no contrast: grey values of the preview deviate by less than 2 of 255.</param>
/// <param name="Thumbnail">A preview as WebP, longer side at most 192 pixels, lying as the picture is stored.</param>
/// <param name="Upright">The same, turned as the EXIF orientation says; null where there is none.</param>
internal sealed record InspectedPicture(PictureHeader Header, bool IsNearConstant, byte[] Thumbnail, byte[]? Upright);

/// <summary>Decodes a picture to its end, by the decoder that training uses: what is kept can be trained on, and the preview shows what the network
/// sees.</summary>
internal sealed class PictureInspector(PictureLimits limits)
{
    public const int ThumbnailSize = 192;
    private const double NearConstantDeviation = 2;

    /// <exception cref="RefusedFileException">Empty, not a picture, too large, or damaged.</exception>
    public InspectedPicture Inspect(byte[] bytes, string name)
    {
        if (bytes.Length == 0)
        {
            throw new RefusedFileException("empty", new Refusal("imports.picture.empty"));
        }
        var header = PictureHeader.Read(bytes);
        if (!limits.Allow(header.Width, header.Height))
        {
            throw new RefusedFileException(
                "too-large",
                new Refusal(
                    "imports.picture.limits",
                    ("pixels", limits.MaxPixels),
                    ("side", limits.MaxSide),
                    ("width", header.Width),
                    ("height", header.Height)
                )
            );
        }
        try
        {
            return Decode(bytes, name, header);
        }
        // A fault of any library in it is this file's own.
        catch (Exception e) when (e is not (RefusedFileException or OutOfMemoryException))
        {
            throw new RefusedFileException(
                "unreadable",
                new Refusal("imports.picture.undecodable", ("fault", e.GetType().Name), ("message", e.Message.Trim().Split('\n')[0]))
            );
        }
    }

    private InspectedPicture Decode(byte[] bytes, string name, PictureHeader header)
    {
        DecodedPicture picture;
        try
        {
            picture = PictureDecoder.Decode(bytes, name, "rgb", limits);
        }
        catch (RefusedException e)
        {
            throw new RefusedFileException("truncated", e.Reason);
        }
        using var image = AsImage(picture);
        using var thumbnail = image.ThumbnailImage(ThumbnailSize, height: ThumbnailSize, size: Enums.Size.Down).CopyMemory();
        using var grey = thumbnail.Colourspace(Enums.Interpretation.Bw);
        // One pixel deviates from nothing, which libvips refuses to compute.
        var isNearConstant = grey.Width * grey.Height == 1 || grey.Deviate() < NearConstantDeviation;
        return new InspectedPicture(
            header with
            {
                Width = picture.Width,
                Height = picture.Height,
            },
            isNearConstant,
            Save(thumbnail),
            header.Orientation is { } orientation ? Turned(thumbnail, orientation) : null
        );
    }

    private static byte[] Turned(Image thumbnail, int orientation)
    {
        var pixels = new DecodedPicture(thumbnail.Height, thumbnail.Width, thumbnail.Bands, thumbnail.WriteToMemory<byte>());
        using var upright = AsImage(PictureOrientation.Apply(pixels, orientation));
        return Save(upright);
    }

    private static Image AsImage(DecodedPicture picture)
    {
        using var raw = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, picture.Channels, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static byte[] Save(Image image) => image.WebpsaveBuffer(q: 80, keep: Enums.ForeignKeep.None);
}
