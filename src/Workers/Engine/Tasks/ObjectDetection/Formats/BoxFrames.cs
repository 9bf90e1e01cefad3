using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>How a file's boxes come into the pixels of a picture. Of a picture with an EXIF orientation the file's size says whether it counts in the picture as
/// it is stored or upright; where both would fit, upright, as programs show it to those who label.</summary>
internal sealed class BoxFrames
{
    private const double SameShape = 0.01;

    private readonly int? _orientation;
    private readonly int? _turn;
    private readonly bool _isStored;
    private readonly double _scaleX = 1,
        _scaleY = 1;
    private readonly (double Width, double Height) _own;

    private BoxFrames(BoxPicture written, PictureFrame frame)
    {
        (_orientation, _turn) = (frame.Orientation, frame.Turn);
        var stored = (Width: (double)frame.Width, Height: (double)frame.Height);
        var upright = Sides(stored, _orientation);
        var used = Sides(stored, _turn);
        (Width, Height) = ((int)used.Width, (int)used.Height);
        _own = upright;
        if (written is not { Width: { } width, Height: { } height })
        {
            return;
        }
        if ((width, height) == (1, 1))
        {
            (_scaleX, _scaleY) = upright;
            return;
        }
        if ((width, height) == upright)
        {
            return;
        }
        if ((width, height) == stored)
        {
            (_isStored, _own) = (true, stored);
            return;
        }
        // A picture that was made smaller after it was labelled.
        (_isStored, _own) = IsOfShape(width, height, upright) || !IsOfShape(width, height, stored) ? (false, upright) : (true, stored);
        if (IsOfShape(width, height, _own))
        {
            (_scaleX, _scaleY, IsScaled) = (_own.Width / width, _own.Height / height, true);
        }
        else
        {
            IsOfOtherSize = true;
        }
    }

    /// <summary>Of the picture as it will be used.</summary>
    public int Width { get; }

    public int Height { get; }

    /// <summary>The file counts in a picture of another size and the same shape.</summary>
    public bool IsScaled { get; }

    /// <summary>The file names a size of another shape; its boxes are taken as they are.</summary>
    public bool IsOfOtherSize { get; }

    /// <summary>Boxes are turned with their picture, or back.</summary>
    public bool IsTurned => _orientation is not null && _isStored != _turn is null;

    public double AreaScale => _scaleX * _scaleY;

    public static BoxFrames Of(BoxPicture written, PictureFrame frame) => new(written, frame);

    public ObjectBox Place(ObjectBox box)
    {
        box = new(box.X1 * _scaleX, box.Y1 * _scaleY, box.X2 * _scaleX, box.Y2 * _scaleY);
        return !IsTurned ? box
            : _isStored ? BoxTurn.Upright(box, _turn, _own.Width, _own.Height)
            : BoxTurn.Stored(box, _orientation, _own.Width, _own.Height);
    }

    private static bool IsOfShape(double width, double height, (double Width, double Height) other) =>
        Math.Abs((width * other.Height) - (height * other.Width)) <= SameShape * width * other.Height;

    private static (double Width, double Height) Sides((double Width, double Height) stored, int? orientation) =>
        orientation >= 5 ? (stored.Height, stored.Width) : stored;
}
