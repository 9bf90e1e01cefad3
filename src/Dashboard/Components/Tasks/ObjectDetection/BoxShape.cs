using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>A box as wwwroot/js/boxes.js has it, in pixels of the picture.</summary>
/// <param name="C">Number of the class.</param>
/// <param name="Area">Null for the box's own.</param>
/// <param name="Flags">1 a crowd, 2 difficult.</param>
/// <param name="Score">Of a proposal.</param>
public sealed record BoxShape(int C, double X1, double Y1, double X2, double Y2, double? Area = null, int Flags = 0, double? Score = null)
{
    private const int Crowd = 1,
        Difficult = 2;

    public static IReadOnlyList<BoxShape> Of(PictureObjects picture, IReadOnlyList<double>? scores = null) =>
        [
            .. picture.Objects.Select(
                (one, i) =>
                    new BoxShape(
                        one.Class,
                        one.Box.X1,
                        one.Box.Y1,
                        one.Box.X2,
                        one.Box.Y2,
                        one.Area,
                        (one.IsCrowd ? Crowd : 0) + (one.IsDifficult ? Difficult : 0),
                        scores?[i]
                    )
            ),
        ];

    public TrueObject ToObject()
    {
        var box = new ObjectBox(X1, Y1, X2, Y2);
        return new(C, box, Area ?? box.Area) { IsCrowd = (Flags & Crowd) != 0, IsDifficult = (Flags & Difficult) != 0 };
    }
}
