namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// A box as COCO's files say it: the decimals of width and height that x + width has rounded away are found again, so that areas and overlaps that lie on a
/// limit fall to the side where COCO's own sums fall.
/// </summary>
internal readonly struct ExactBox
{
    private const int Decimals = 9;

    public ExactBox(in ObjectBox box)
    {
        var (width, height) = (Math.Round(box.Width, Decimals), Math.Round(box.Height, Decimals));
        (X1, Y1, X2, Y2, Area) = (box.X1, box.Y1, box.X1 + width, box.Y1 + height, width * height);
    }

    public double X1 { get; }

    public double Y1 { get; }

    public double X2 { get; }

    public double Y2 { get; }

    public double Area { get; }

    /// <summary>IoU; of a crowd the share of this box that lies in it.</summary>
    public double With(in ExactBox truth, bool isCrowd)
    {
        var width = Math.Min(X2, truth.X2) - Math.Max(X1, truth.X1);
        var height = Math.Min(Y2, truth.Y2) - Math.Max(Y1, truth.Y1);
        if (!(width > 0 && height > 0))
            return 0;
        var common = width * height;
        return common / (isCrowd ? Area : Area + truth.Area - common);
    }
}
