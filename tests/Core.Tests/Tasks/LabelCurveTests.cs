using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;

namespace MlOpsDashboard.Core.Tests.Tasks;

public class LabelCurveTests
{
    // Of the second label: 0.9 true, 0.6 false, twice 0.4 of which one is true, 0.1 false.
    private static readonly LabelCurve Curve = new(
        new(
            ["a", "b"],
            [new("1", [0, 0], [0, 0.6]), new("2", [0, 1], [0, 0.9]), new("3", [0, 1], [0, 0.4]), new("4", [1, 0], [1, 0.4]), new("5", [0, 0], [0, 0.1])]
        ),
        1
    );

    [Fact]
    public void Cuts_AreAtEachProbability_TheHighestFirst() =>
        Assert.Equal([new(0.9, 1, 1, 2), new(0.6, 1, 2, 2), new(0.4, 2, 4, 2), new(0.1, 2, 5, 2)], Curve.Cuts);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0.9, 1, 1)]
    [InlineData(0.89, 1, 1)]
    [InlineData(0.5, 1, 2)]
    [InlineData(0.4, 2, 4)]
    [InlineData(0.1, 2, 5)]
    [InlineData(0, 2, 5)]
    public void At_CountsFromTheThresholdOn(double threshold, int hits, int claimed) => Assert.Equal(new(threshold, hits, claimed, 2), Curve.At(threshold));

    [Fact]
    public void Cut_HasTheReportsFigures_AndNoneWhereOneIsNotDefined()
    {
        var cut = Curve.At(0.4);
        Assert.Equal((0.5, 1.0, 2 / 3.0, 0, 2), (cut.Precision!.Value, cut.Recall!.Value, cut.F1!.Value, cut.Misses, cut.FalseAlarms));
        var nothing = Curve.At(1);
        Assert.Equal((null, 0.0, 0.0), (nothing.Precision, nothing.Recall, nothing.F1));
        var empty = new LabelCurve(new(["a"], []), 0).At(0.5);
        Assert.Equal((null, null, null), (empty.Precision, empty.Recall, empty.F1));
    }

    [Fact]
    public void At_TheFittedThreshold_IsTheReportsRow()
    {
        var predictions = new Predictions(
            ["a"],
            [.. Enumerable.Range(0, 40).Select(i => new PredictionRow($"{i}", [i * 7 % 10 < 4 ? 1 : 0], [i * 13 % 17 / 17.0]))]
        );
        var decoding = LabelThresholds.Fit(predictions);
        var label = new MultiLabelReport(predictions, decoding).Summary["metrics"]!["perLabel"]![0]!;
        var cut = new LabelCurve(predictions, 0).At(decoding["thresholds"]![0]!.GetValue<double>());
        Assert.Equal(
            (label["precision"]!.GetValue<double>(), label["recall"]!.GetValue<double>(), label["f1"]!.GetValue<double>()),
            (cut.Precision!.Value, cut.Recall!.Value, cut.F1!.Value)
        );
    }
}
