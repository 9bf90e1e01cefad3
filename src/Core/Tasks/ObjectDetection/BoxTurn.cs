namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Boxes turned with their picture by an EXIF orientation, 2 to 8; null is none.</summary>
public static class BoxTurn
{
    /// <summary>From the picture as it is stored to the picture upright.</summary>
    /// <param name="width">Of the picture as it is stored.</param>
    public static ObjectBox Upright(ObjectBox box, int? orientation, double width, double height) =>
        orientation switch
        {
            2 => new(width - box.X2, box.Y1, width - box.X1, box.Y2),
            3 => new(width - box.X2, height - box.Y2, width - box.X1, height - box.Y1),
            4 => new(box.X1, height - box.Y2, box.X2, height - box.Y1),
            5 => new(box.Y1, box.X1, box.Y2, box.X2),
            6 => new(height - box.Y2, box.X1, height - box.Y1, box.X2),
            7 => new(height - box.Y2, width - box.X2, height - box.Y1, width - box.X1),
            8 => new(box.Y1, width - box.X2, box.Y2, width - box.X1),
            _ => box,
        };

    /// <summary>From the picture upright to the picture as it is stored.</summary>
    /// <param name="width">Of the picture upright.</param>
    public static ObjectBox Stored(ObjectBox box, int? orientation, double width, double height) =>
        Upright(
            box,
            orientation switch
            {
                6 => 8,
                8 => 6,
                _ => orientation,
            },
            width,
            height
        );

    /// <summary>A picture's objects after it is turned by another orientation than before.</summary>
    public static PictureObjects Again(PictureObjects picture, int? before, int? after)
    {
        var (width, height) = Sides(picture.Width, picture.Height, before);
        var (newWidth, newHeight) = Sides(width, height, after);
        return new(
            newWidth,
            newHeight,
            [.. picture.Objects.Select(found => found with { Box = Upright(Stored(found.Box, before, picture.Width, picture.Height), after, width, height) })]
        );
    }

    private static (int Width, int Height) Sides(int width, int height, int? orientation) => orientation >= 5 ? (height, width) : (width, height);
}
