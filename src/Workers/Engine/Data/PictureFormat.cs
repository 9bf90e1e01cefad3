namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// What a picture is turned into before it enters a network: <c>image_dataset_from_directory</c>'s arguments.
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="ColorMode">grayscale (1 channel), rgb (3) or rgba (4).</param>
/// <param name="Interpolation">bilinear or nearest, without antialiasing, half-pixel centres.</param>
/// <param name="CropToAspectRatio">Crop the middle to the target's proportions before resizing, instead of stretching.</param>
/// <param name="PadToAspectRatio">Pad with black to the target's proportions before resizing.</param>
public sealed record PictureFormat(
    int Height,
    int Width,
    string ColorMode = "rgb",
    string Interpolation = "bilinear",
    bool CropToAspectRatio = false,
    bool PadToAspectRatio = false)
{
    public int Channels => ColorMode switch { "grayscale" => 1, "rgba" => 4, _ => 3 };

    /// <summary>Numbers in one picture.</summary>
    public int Length => Height * Width * Channels;
}
