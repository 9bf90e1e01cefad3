using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

public class OverlapTests
{
    [Fact]
    public void Overlaps_AreThoseOfCocoAndTorchvision()
    {
        var sets = GoldenDetection.Read("boxes.json")["sets"]!.AsArray();
        Assert.NotEmpty(sets);
        foreach (var set in sets)
        {
            var (a, b) = (GoldenDetection.Boxes(set!["a"]), GoldenDetection.Boxes(set["b"]));
            for (var i = 0; i < a.Length; i++)
            for (var j = 0; j < b.Length; j++)
            {
                Assert.Equal(set["iou"]![i]![j]!.GetValue<double>(), Overlap.Iou(a[i], b[j]), 1e-12);
                Assert.Equal(set["giou"]![i]![j]!.GetValue<double>(), Overlap.Giou(a[i], b[j]), 1e-12);
                Assert.Equal(set["crowd_iou"]![i]![j]!.GetValue<double>(), Overlap.InCrowd(a[i], b[j]), 1e-12);
            }
        }
    }

    [Fact]
    public void Overlap_OfEmptyAndTouchingBoxes_IsNothing()
    {
        var (point, box, beside) = (new ObjectBox(3, 3, 3, 3), new ObjectBox(0, 0, 4, 2), new ObjectBox(4, 0, 8, 2));
        Assert.Equal((0, 0, 0), (Overlap.Iou(point, point), Overlap.Giou(point, point), Overlap.InCrowd(point, box)));
        Assert.Equal((0, 0), (Overlap.Iou(box, beside), Overlap.InCrowd(box, beside)));
        Assert.Equal((1, 1), (Overlap.Iou(box, box), Overlap.Giou(box, box)));
    }
}
