using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Opens pictures with libvips, each with the loader of the kind that its content is; none is guessed. Of HEIC it reads the header alone.</summary>
internal static class VipsPicture
{
    private const string Pages = "n-pages";
    private const string Orientation = "orientation";

    /// <summary>The first frame or page, its header read and no pixel decoded; null for a kind that libvips does not read.</summary>
    /// <exception cref="VipsException">The header is damaged.</exception>
    public static Image? Open(byte[] bytes, PictureFileKind kind)
    {
        PictureDecoder.Prepare();
        const Enums.FailOn failOn = Enums.FailOn.Error;
        return kind switch
        {
            PictureFileKind.Jpeg => Image.JpegloadBuffer(bytes, failOn: failOn),
            PictureFileKind.Png => Image.PngloadBuffer(bytes, failOn: failOn),
            PictureFileKind.Gif => Image.GifloadBuffer(bytes, failOn: failOn),
            PictureFileKind.Webp => Image.WebploadBuffer(bytes, failOn: failOn),
            PictureFileKind.Tiff => Image.TiffloadBuffer(bytes, failOn: failOn),
            PictureFileKind.Avif or PictureFileKind.Heic => Image.HeifloadBuffer(bytes, failOn: failOn),
            _ => null,
        };
    }

    /// <summary>Frames or pages of the file; 1 where it does not tell.</summary>
    public static int PagesOf(Image header) => header.Contains(Pages) && header.Get(Pages) is int pages && pages > 1 ? pages : 1;

    /// <summary>The EXIF orientation, 2 to 8; null where the picture lies as it is to be seen, as AVIF and HEIC do once they are decoded.</summary>
    public static int? OrientationOf(Image header, PictureFileKind kind) =>
        kind is not (PictureFileKind.Avif or PictureFileKind.Heic)
        && header.Contains(Orientation)
        && header.Get(Orientation) is int orientation and >= 2 and <= 8
            ? orientation
            : null;
}
