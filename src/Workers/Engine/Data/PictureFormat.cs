using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

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
/// <param name="Letterbox">Resize to the largest picture of the same proportions that fits, at the upper left, the rest black.</param>
public sealed record PictureFormat(
    int Height,
    int Width,
    string ColorMode = "rgb",
    string Interpolation = "bilinear",
    bool CropToAspectRatio = false,
    bool PadToAspectRatio = false,
    bool Letterbox = false
)
{
    public int Channels =>
        ColorMode switch
        {
            "grayscale" => 1,
            "rgba" => 4,
            _ => 3,
        };

    /// <summary>Numbers in one picture.</summary>
    /// <exception cref="RefusedException">More than an array of float32 can be addressed with.</exception>
    public int Length =>
        (long)Height * Width * Channels is var numbers and <= Most
            ? (int)numbers
            : throw new RefusedException(
                new Refusal(RefusalKind.TooLarge, "picture.tooLargeForMemory", ("most", Most), ("height", Height), ("width", Width), ("channels", Channels))
            );

    /// <summary>At most so many pictures in one batch: fewer where they are so large that more could not be addressed.</summary>
    public int Batch(int wanted) => Math.Clamp(Most / Math.Max(1, Length), 1, wanted);

    // The bytes of a batch of float32 are counted in an int.
    private const int Most = int.MaxValue / sizeof(float);
}
