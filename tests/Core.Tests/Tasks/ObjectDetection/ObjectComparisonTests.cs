using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

public class ObjectComparisonTests
{
    // Three objects and a crowd; a cat on the left, a dog in the middle, a dog on the right.
    private static readonly double[] Target = [100, 50, 0, 0, 0, 20, 20, 400, 0, 1, 30, 0, 50, 20, 400, 0, 1, 60, 0, 80, 20, 400, 0, 1, 0, 30, 90, 50, 1800, 1];

    private static double[] Cat(double score) => [0, score, 0, 0, 20, 20];

    private static double[] Middle(double score) => [1, score, 30, 0, 50, 20];

    private static double[] Right(double score) => [1, score, 60, 0, 80, 20];

    private static double[] Ground(double score) => [0, score, 82, 25, 98, 29];

    [Fact]
    public void Of_ObjectsThatOneAloneFinds_AreGainedAndLost()
    {
        var picture = Assert.Single(Compare([.. Cat(0.9), .. Middle(0.8), .. Ground(0.7)], [.. Middle(0.9), .. Right(0.8)])!.Pictures);
        Assert.Equal([2], picture.Gained);
        Assert.Equal([0], picture.Lost);
        Assert.Equal((1, 0), (picture.Both, picture.Neither));
        Assert.Equal((1, 0), (picture.WrongA, picture.WrongB));
        // 2 of 3 found both times, one error less.
        Assert.Equal((4.0 / 5) - (4.0 / 6), picture.Gain, 1e-12);
    }

    [Fact]
    public void Of_EachReport_IsReadAtItsOwnScore()
    {
        var found = Cat(0.4);
        var picture = Assert.Single(Compare(found, found, scoreA: 0.5, scoreB: 0.3)!.Pictures);
        Assert.Equal([0], picture.Gained);
        Assert.Empty(picture.Lost);
        Assert.Equal(2, picture.Neither);
    }

    [Fact]
    public void Of_RowsInAnotherOrder_AreTheSamePictures()
    {
        Predictions Rows(params string[] names) => new(["cat", "dog"], [.. names.Select(name => new PredictionRow(name, Target, name == "a" ? Cat(0.9) : []))]);
        var (a, b) = (Rows("a", "b"), Rows("b", "a"));
        var compared = ObjectComparison.Of(a, Report(a, 0.5), b, Report(b, 0.5))!;
        Assert.Equal([("a", 0, 1), ("b", 1, 0)], compared.Pictures.Select(picture => (picture.Name, picture.RowA, picture.RowB)));
        Assert.All(compared.Pictures, picture => Assert.Equal(0, picture.Gain));
    }

    [Fact]
    public void Of_OtherBoxes_IsNoComparison()
    {
        var (a, b) = (One(Target, Cat(0.9)), One([100, 50], Cat(0.9)));
        Assert.Null(ObjectComparison.Of(a, Report(a, 0.5), b, Report(b, 0.5)));
    }

    private static ObjectComparison? Compare(double[] foundA, double[] foundB, double scoreA = 0.5, double scoreB = 0.5)
    {
        var (a, b) = (One(Target, foundA), One(Target, foundB));
        return ObjectComparison.Of(a, Report(a, scoreA), b, Report(b, scoreB));
    }

    private static Predictions One(double[] target, double[] found) => new(["cat", "dog"], [new("a", target, found)]);

    private static ObjectReport Report(Predictions predictions, double score) => new(predictions, new JsonObject { ["shownScore"] = score });
}
