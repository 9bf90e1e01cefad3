namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What is in a picture.</summary>
/// <param name="Width">In pixels, upright: as a network sees it before resizing.</param>
public sealed record PictureObjects(int Width, int Height, IReadOnlyList<TrueObject> Objects);
