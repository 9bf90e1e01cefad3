namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>How much two boxes have in common, from 0 to 1.</summary>
public static class Overlap
{
    /// <summary>Intersection over union (Jaccard); 0 where the union is 0.</summary>
    public static double Iou(in ObjectBox a, in ObjectBox b)
    {
        var common = Intersection(a, b);
        return common > 0 ? common / (a.Area + b.Area - common) : 0;
    }

    /// <summary>Generalized IoU (Rezatofighi et al. 2019), from -1 to 1: the IoU less the share of the enclosing box that neither covers; the IoU where that
    /// box is empty.</summary>
    public static double Giou(in ObjectBox a, in ObjectBox b)
    {
        var common = Intersection(a, b);
        var union = a.Area + b.Area - common;
        var iou = union > 0 ? common / union : 0;
        var enclosing = (Math.Max(a.X2, b.X2) - Math.Min(a.X1, b.X1)) * (Math.Max(a.Y2, b.Y2) - Math.Min(a.Y1, b.Y1));
        return enclosing > 0 ? iou - ((enclosing - union) / enclosing) : iou;
    }

    /// <summary>How much of a box lies in a crowd: intersection over the box's own area; 0 where that is 0.</summary>
    public static double InCrowd(in ObjectBox box, in ObjectBox crowd)
    {
        var area = box.Area;
        return area > 0 ? Intersection(box, crowd) / area : 0;
    }

    internal static double Intersection(in ObjectBox a, in ObjectBox b)
    {
        var width = Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1);
        var height = Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
