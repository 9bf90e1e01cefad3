using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>FCOS's losses, each a sum.</summary>
internal static class DetectorLoss
{
    private const double Alpha = 0.25,
        Tiny = 1e-7;

    /// <summary>Sigmoid focal loss with gamma 2 of places and classes (Lin et al. 2017).</summary>
    /// <param name="logits">Of any shape.</param>
    /// <param name="positive">Which of them, counted through, are of an object's class; int64 [k]. All others are of none.</param>
    public static Tensor Classes(Tensor logits, Tensor positive)
    {
        // All as if of none, then what that was of the few that are is taken back.
        var found = logits.flatten().index_select(0, positive);
        return OfNone(logits).sum() + (OfObject(found) - OfNone(found)).sum();
    }

    private static Tensor OfNone(Tensor logits) => logits.sigmoid().square() * nn.functional.softplus(logits) * (1 - Alpha);

    private static Tensor OfObject(Tensor logits) => logits.neg().sigmoid().square() * nn.functional.softplus(logits.neg()) * Alpha;

    /// <summary>1 - GIoU (Rezatofighi et al. 2019).</summary>
    /// <param name="boxes">[k, 4], x1, y1, x2, y2.</param>
    public static Tensor Boxes(Tensor boxes, Tensor truth)
    {
        var (low, high) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2));
        var (trueLow, trueHigh) = (truth.narrow(1, 0, 2), truth.narrow(1, 2, 2));
        var sides = minimum(high, trueHigh) - maximum(low, trueLow);
        var meet = sides.gt(0).all(1);
        var shared = where(meet, Product(sides), zeros_like(meet, sides.dtype));
        var union = Product(high - low) + Product(trueHigh - trueLow) - shared;
        var around = Product(maximum(high, trueHigh) - minimum(low, trueLow));
        var giou = (shared / (union + Tiny)) - ((around - union) / (around + Tiny));
        return (1 - giou).sum();
    }

    /// <summary>Cross-entropy of centre-ness.</summary>
    /// <param name="logits">[k].</param>
    /// <param name="distances">[k, 4], from a place to the left, top, right and bottom side of its box, in any unit.</param>
    public static Tensor Centerness(Tensor logits, Tensor distances)
    {
        var (across, down) = (distances.index_select(1, Columns(distances, 0, 2)), distances.index_select(1, Columns(distances, 1, 3)));
        var truth = ((across.amin([1]) / across.amax([1])) * (down.amin([1]) / down.amax([1]))).sqrt();
        return nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction: nn.Reduction.Sum);
    }

    private static Tensor Product(Tensor sides) => sides.select(1, 0) * sides.select(1, 1);

    private static Tensor Columns(Tensor beside, params long[] columns) => tensor(columns, device: beside.device);
}
