using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>How a picture lies, and how it will be used.</summary>
/// <param name="Width">As it is stored, in pixels.</param>
/// <param name="Height">As it is stored, in pixels.</param>
/// <param name="Orientation">The EXIF orientation of its file, 2 to 8, or null.</param>
/// <param name="Turn">The orientation by which it is turned before use; null leaves it as it is stored.</param>
public readonly record struct PictureFrame(int Width, int Height, int? Orientation, int? Turn)
{
    private const int Head = 256 << 10;

    /// <summary>Of a picture that will be turned by its orientation; no pixel is decoded.</summary>
    /// <exception cref="RefusedException">No picture.</exception>
    internal static PictureFrame OfFile(string file)
    {
        using (var stream = File.OpenRead(file))
        {
            var head = new byte[Math.Min(Head, stream.Length)];
            stream.ReadExactly(head);
            if (head.Length == stream.Length || PictureSignature.Of(head) is PictureFileKind.Jpeg or PictureFileKind.Png or PictureFileKind.Bmp)
            {
                try
                {
                    return Of(head, file);
                }
                // A header may be longer.
                catch (VipsException) when (head.Length < stream.Length) { }
                catch (VipsException)
                {
                    throw new RefusedException(new Refusal("data.annotations.picture", ("picture", file)));
                }
            }
        }
        try
        {
            return Of(PictureDecoder.Read(file), file);
        }
        catch (VipsException)
        {
            throw new RefusedException(new Refusal("data.annotations.picture", ("picture", file)));
        }
    }

    private static PictureFrame Of(byte[] bytes, string file)
    {
        var kind = PictureSignature.Of(bytes);
        if (kind == PictureFileKind.Bmp && Bitmap.SizeOf(bytes) is var (width, height))
        {
            return new(width, height, null, null);
        }
        using var image = VipsPicture.Open(bytes, kind) ?? throw new RefusedException(new Refusal("data.annotations.picture", ("picture", file)));
        var orientation = VipsPicture.OrientationOf(image, kind);
        return new(image.Width, image.Height, orientation, orientation);
    }
}
