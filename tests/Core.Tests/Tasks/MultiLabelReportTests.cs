using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;

namespace MlOpsDashboard.Core.Tests.Tasks;

public class MultiLabelReportTests
{
    public static TheoryData<string> Golden => GoldenMetrics.Cases("multilabel");

    [Theory]
    [MemberData(nameof(Golden))]
    public void Metrics_AreScikitLearnsAndKeras(string file)
    {
        var golden = GoldenMetrics.Read("multilabel", file);
        var labels = golden["y_true"]![0]!.AsArray().Count;
        var predictions = GoldenMetrics.Predictions(golden, labels);
        Assert.Equal(LabelThresholds.Default, golden["threshold"]!.GetValue<double>());
        var report = new MultiLabelReport(predictions, null);
        var expected = golden["expected"]!.AsObject();
        GoldenMetrics.Equal(expected, report.Summary["metrics"], file);
        Assert.Equal(expected["mean_average_precision"]!.GetValue<double>(), report.Over()["mean_average_precision"]!.Value, 1e-6);
        Assert.Equal(expected["keras"]!["binary_accuracy"]!.GetValue<double>(), report.Over()["binary_accuracy"]!.Value, 1e-6);

        // Judged by the thresholds fitted on the same rows.
        var fitted = new MultiLabelReport(predictions, LabelThresholds.Fit(predictions));
        GoldenMetrics.Equal(
            new JsonArray([.. expected["best_threshold_per_label"]!.AsArray().Select(b => b!["threshold"]!.DeepClone())]),
            fitted.Summary["thresholds"],
            file
        );
        var best = expected["at_best_thresholds"]!;
        foreach (
            var figures in new[]
            {
                (fitted.Over()["f1_micro"], fitted.Over()["f1_macro"], fitted.Over()["subset_accuracy"]),
                (Figure("micro"), Figure("macro"), fitted.Summary["metrics"]!["subsetAccuracy"]!.GetValue<double>()),
            }
        )
        {
            Assert.Equal(best["micro_f1"]!.GetValue<double>(), figures.Item1!.Value, 1e-6);
            Assert.Equal(best["macro_f1"]!.GetValue<double>(), figures.Item2!.Value, 1e-6);
            Assert.Equal(best["subset_accuracy"]!.GetValue<double>(), figures.Item3!.Value, 1e-6);
        }
        double? Figure(string average) => fitted.Summary["metrics"]![average]!["f1"]!.GetValue<double>();
    }

    [Fact]
    public void Golden_HasItsFourCases() => Assert.True(Golden.Count >= 4);

    // By hand. Truth 10, 01, 00; probabilities at and beside the threshold.
    private static readonly Predictions Three = new(
        ["a", "b"],
        [new("x", [1, 0], [0.5, 0.25]), new("y", [0, 1], [0.75, 0.75]), new("z", [0, 0], [0.25, 0.125])]
    )
    {
        Loss = 0.25,
        Epoch = 2,
        ModelFold = 3,
    };

    [Fact]
    public void Figures_OfThreeRows_AreThoseByHand()
    {
        var report = new MultiLabelReport(Three, null);
        Assert.Equal(["task", "classNames", "samples", "loss", "epoch", "modelFold", "thresholds", "metrics"], report.Summary.Select(m => m.Key));
        Assert.Equal(
            """["multi-label-classification",["a","b"],3,0.25,2,3,[0.5,0.5]]""",
            new JsonArray([.. report.Summary.Take(7).Select(m => m.Value!.DeepClone())]).ToJsonString()
        );
        var metrics = report.Summary["metrics"]!;
        // Predicted from 0.5 on: 10, 11, 00.
        Assert.Equal("[[[1,1],[0,1]],[[2,0],[0,1]]]", metrics["confusionPerLabel"]!.ToJsonString());
        Assert.Equal(0.8, metrics["micro"]!["f1"]!.GetValue<double>(), 1e-12);
        Assert.Equal((1 + (2.0 / 3) + 0) / 3, metrics["samples"]!["f1"]!.GetValue<double>(), 1e-12);
        Assert.Equal(1.0 / 6, metrics["hammingLoss"]!.GetValue<double>(), 1e-12);
        Assert.Equal(2.0 / 3, metrics["subsetAccuracy"]!.GetValue<double>(), 1e-12);
        Assert.Equal("""[{"threshold":0.5,"f1":0.6666666666666666},{"threshold":0.75,"f1":1}]""", metrics["bestThresholdPerLabel"]!.ToJsonString());
        // Keras's metrics take what is above 0.5: 00, 11, 00.
        Assert.Equal(4.0 / 6, report.Over()["binary_accuracy"]!.Value, 1e-12);
        Assert.Equal(0.5, report.Over()["f1_macro"]!.Value, 1e-12);
        Assert.Equal(["actual", "file", "predicted", "probabilities"], report.Row(1).Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal("[1,1]", report.Row(1)["predicted"]!.ToJsonString());
    }

    [Fact]
    public void Thresholds_DecideWhatIsPredicted_AndTheScoreOfARow()
    {
        var report = new MultiLabelReport(Three, new() { ["thresholds"] = new JsonArray(0.25, 0.75) });
        Assert.Equal(["[1,0]", "[1,1]", "[1,0]"], Enumerable.Range(0, 3).Select(i => report.Row(i)["predicted"]!.ToJsonString()));
        Assert.Equal([1, 2.0 / 3, 0], Enumerable.Range(0, 3).Select(i => report.Score(i)!.Value));
        Assert.Equal(1, new MultiLabelReport(Three, null).Score(2));
        Assert.Equal(0.5, report.Over([0, 2])["subset_accuracy"]!.Value);
    }

    // From 0.9 on: 1 of 1 predicted, 1 of 2 found; from 0.6 on 2 of 4 and 2 of 2. F1 is 2/3 both times.
    [Fact]
    public void BestThreshold_OfEqualF1_IsTheHigher()
    {
        var predictions = new Predictions(
            ["a", "never"],
            [new("", [1, 0], [0.9, 0.1]), new("", [0, 0], [0.8, 0.1]), new("", [0, 0], [0.7, 0.1]), new("", [1, 0], [0.6, 0.1])]
        );
        Assert.Equal("""{"thresholds":[0.9,0.5]}""", LabelThresholds.Fit(predictions).ToJsonString());
    }

    [Fact]
    public void Over_RepeatedRows_IsTheReportOfTheRepeatedRows()
    {
        int[] rows = [2, 0, 0, 1, 1, 1];
        var repeated = new MultiLabelReport(Three with { Rows = [.. rows.Select(i => Three.Rows[i])] }, null);
        Assert.Equal(repeated.Over(), new MultiLabelReport(Three, null).Over(rows));
        Assert.All(new MultiLabelReport(Three, null).Over([]).Values, Assert.Null);
        Assert.Null(new MultiLabelReport(Three, null).Over([2])["mean_average_precision"]);
    }

    [Fact]
    public void AnswersAlone_LeaveWhatNeedsProbabilitiesNull()
    {
        var report = new MultiLabelReport(new(["a", "b"], [new("", [1, 0], [1, 1]), new("", [0, 1], [0, 1])]), new() { ["outputs"] = "answers" });
        Assert.Equal(0.8, report.Over()["f1_micro"]!.Value, 1e-12);
        Assert.Null(report.Over()["mean_average_precision"]);
        Assert.All(
            [
                "averagePrecisionPerLabel",
                "meanAveragePrecision",
                "rocAucPerLabel",
                "labelRankingAveragePrecision",
                "bestThresholdPerLabel",
                "atBestThresholds",
                "keras",
            ],
            name => Assert.True(report.Summary["metrics"]!.AsObject().ContainsKey(name) && report.Summary["metrics"]![name] is null, name)
        );
        Assert.Null(report.Summary["thresholds"]);
    }

    [Theory]
    [InlineData("""{"thresholds":[0.5]}""")]
    [InlineData("""{"thresholds":0.5}""")]
    [InlineData("""{"thresholds":[0.5,null]}""")]
    public void Decoding_WithoutAThresholdALabel_IsRefused(string decoding) =>
        Assert.StartsWith(
            "Expected 2 thresholds in the decoding, one a label. Received: ",
            Assert.Throws<RefusedException>(() => new MultiLabelReport(Three, JsonNode.Parse(decoding)!.AsObject())).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void TargetsOtherThanZeroAndOne_AreRefused() =>
        Assert.Equal(
            "Expected targets of 0 or 1 in row 1 (x) of the predictions. Received: 0.5.",
            Assert.Throws<RefusedException>(() => new MultiLabelReport(new(["a"], [new("x", [0.5], [0.5])]), null)).Message
        );

    [Fact]
    public void Summary_OfManyRowsAndLabels_IsBelowAMegabyte()
    {
        const int labels = 1000;
        var random = new Random(3);
        var predictions = new Predictions(
            [.. Enumerable.Range(0, labels).Select(c => $"label number {c}")],
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(i => new PredictionRow(
                        $"{i}",
                        [.. Enumerable.Range(0, labels).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0)],
                        [.. Enumerable.Range(0, labels).Select(_ => random.NextDouble())]
                    )),
            ]
        );
        Assert.InRange(new MultiLabelReport(predictions, LabelThresholds.Fit(predictions)).Summary.ToJsonString().Length, 100_000, 1_000_000);
    }
}
