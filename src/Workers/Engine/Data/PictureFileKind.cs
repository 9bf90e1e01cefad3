namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>What a picture file is, as its first bytes have it.</summary>
internal enum PictureFileKind
{
    None,
    Jpeg,
    Png,
    Gif,
    Webp,
    Tiff,
    Bmp,
    Avif,
    Heic,
}
