using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ImageClassification;

namespace MlOpsDashboard.Core.Tests.Tasks;

public class ImageClassificationReportTests
{
    public static TheoryData<string> Golden => GoldenMetrics.Cases("classification");

    [Theory]
    [MemberData(nameof(Golden))]
    public void Metrics_AreScikitLearnsAndKeras(string file)
    {
        var golden = GoldenMetrics.Read("classification", file);
        var report = new ImageClassificationReport(GoldenMetrics.Predictions(golden, golden["classes"]!.GetValue<int>()), null);
        var expected = golden["expected"]!.AsObject();
        var predicted = expected["y_pred"]!.AsArray().Select(v => v!.GetValue<int>()).ToList();
        expected.Remove("y_pred");
        GoldenMetrics.Equal(expected, report.Summary["metrics"], file);
        Assert.Equal(predicted, Enumerable.Range(0, predicted.Count).Select(i => report.Row(i)["predicted"]!.GetValue<int>()));
        Assert.Equal(expected["accuracy"]!.GetValue<double>(), report.Over()["accuracy"]!.Value, 1e-12);
        Assert.Equal(expected["macro"]!["f1"]!.GetValue<double>(), report.Over()["f1_macro"]!.Value, 1e-12);
        Assert.Equal(expected["balanced_accuracy"]!.GetValue<double>(), report.Over()["balanced_accuracy"]!.Value, 1e-12);
    }

    [Fact]
    public void Golden_HasItsNineCases() => Assert.True(Golden.Count >= 9);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Temperature_IsTheOneWithTheLeastLoss(int index)
    {
        var golden = GoldenMetrics.Read("temperature.json")["cases"]![index]!.AsObject();
        PredictionRow[] rows =
        [
            .. golden["y_true"]!
                .AsArray()
                .Zip(golden["logits"]!.AsArray(), (t, z) => new PredictionRow("", [t!.GetValue<double>()], Softmax(GoldenMetrics.Numbers(z!)))),
        ];
        var predictions = new Predictions([.. Enumerable.Range(0, rows[0].Output.Count).Select(c => $"{c}")], rows);
        var fitted = Temperature.Fit(predictions);
        Assert.Equal(golden["temperature"]!.GetValue<double>(), fitted["temperature"]!.GetValue<double>(), 1e-3);
        var (before, after) = (new ImageClassificationReport(predictions, null).Summary, new ImageClassificationReport(predictions, fitted).Summary);
        var given = new ImageClassificationReport(predictions, new() { ["temperature"] = golden["temperature"]!.GetValue<double>() }).Summary;
        Assert.Equal(golden["nll_before"]!.GetValue<double>(), before["metrics"]!["logLoss"]!.GetValue<double>(), 1e-6);
        Assert.Equal(golden["nll_after"]!.GetValue<double>(), after["metrics"]!["logLoss"]!.GetValue<double>(), 1e-6);
        Assert.Equal(golden["ece_before"]!.GetValue<double>(), before["metrics"]!["calibration"]!["ece"]!.GetValue<double>(), 1e-6);
        Assert.Equal(golden["ece_after"]!.GetValue<double>(), given["metrics"]!["calibration"]!["ece"]!.GetValue<double>(), 1e-6);
        Assert.Equal(before["accuracy"]!.GetValue<double>(), after["accuracy"]!.GetValue<double>());
    }

    // Logits ln 9 and 0 at half: ln 3 and 0.
    [Fact]
    public void Temperature_DividesTheLogits_HoweverTheNumberIsHeld()
    {
        var predictions = Of(2, [(0, [0.9, 0.1])]);
        foreach (
            var decoding in new[]
            {
                new JsonObject { ["temperature"] = 2 },
                new JsonObject { ["temperature"] = 2.0 },
                JsonNode.Parse("""{"temperature":2}""")!.AsObject(),
            }
        )
            Assert.Equal(0.75, new ImageClassificationReport(predictions, decoding).Row(0)["probability"].Deserialize<double>(), 1e-12);
    }

    // Certain and right: no temperature is too low. What a float32 could not hold is no infinite loss.
    [Theory]
    [InlineData(0, Temperature.Lowest)]
    [InlineData(1, Temperature.Highest)]
    public void Temperature_OfRowsThatAreAllRightOrAllWrong_IsAtTheEnd(int actual, double expected)
    {
        var predictions = Of(2, [(actual, [0.9, 0.1]), (actual, [1, 0])]);
        Assert.Equal(expected, Temperature.Fit(predictions)["temperature"]!.GetValue<double>(), expected * 1e-6);
    }

    [Theory]
    [InlineData("""{"temperature":0}""")]
    [InlineData("""{"temperature":-1}""")]
    [InlineData("""{"temperature":"2"}""")]
    public void Decoding_WithoutATemperatureAboveZero_IsRefused(string decoding)
    {
        var refused = Assert.Throws<RefusedException>(() => new ImageClassificationReport(Of(2, [(0, [0.9, 0.1])]), JsonNode.Parse(decoding)!.AsObject()));
        Assert.StartsWith("Expected a temperature above 0 in the decoding. Received: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_HasTheMembersOfEvaluationJson_WithUndefinedSharesNull()
    {
        var predictions = Of(3, [(0, [0.6, 0.4, 0]), (0, [0.2, 0.8, 0])]) with { Loss = 0.5, Epoch = 4, ModelFold = 1 };
        var summary = new ImageClassificationReport(predictions, null).Summary;
        Assert.Equal(
            [
                "task",
                "classNames",
                "samples",
                "loss",
                "accuracy",
                "epoch",
                "confusionMatrix",
                "perClass",
                "macro",
                "weighted",
                "calibration",
                "modelFold",
                "metrics",
            ],
            summary.Select(m => m.Key).Order(StringComparer.Ordinal).OrderBy(k => Array.IndexOf(Order, k))
        );
        Assert.Equal("[[1,1,0],[0,0,0],[0,0,0]]", summary["confusionMatrix"]!.ToJsonString());
        Assert.Equal(
            """[{"className":"n0","precision":1,"recall":0.5,"f1":0.6666666666666666,"support":2},{"className":"n1","precision":0,"recall":null,"f1":0,"support":0},{"className":"n2","precision":null,"recall":null,"f1":null,"support":0}]""",
            summary["perClass"]!.ToJsonString()
        );
        Assert.Equal(
            """{"precision":[1,0,0],"recall":[0.5,0,0],"f1":[0.6666666666666666,0,0],"support":[2,0,0]}""",
            summary["metrics"]!["perClass"]!.ToJsonString()
        );
        Assert.Equal((0.5, 4, 1), (summary["loss"]!.GetValue<double>(), summary["epoch"]!.GetValue<int>(), summary["modelFold"]!.GetValue<int>()));
        var document = summary.Deserialize<EvaluationReport>(JsonSerializerOptions.Web)!;
        Assert.Equal((2, 0.5), (document.Samples, document.Accuracy));
    }

    private static readonly string[] Order =
    [
        "task",
        "classNames",
        "samples",
        "loss",
        "accuracy",
        "epoch",
        "confusionMatrix",
        "perClass",
        "macro",
        "weighted",
        "calibration",
        "modelFold",
        "metrics",
    ];

    // By hand: three rows of [1, 1, 0], predicted 1, 0 (the first of equals), 0.
    [Fact]
    public void Figures_OfThreeRows_AreThoseByHand()
    {
        var report = new ImageClassificationReport(Of(2, [(1, [0.25, 0.75]), (1, [0.5, 0.5]), (0, [0.75, 0.25])]), null);
        var metrics = report.Summary["metrics"]!;
        Assert.Equal(2.0 / 3, metrics["accuracy"]!.GetValue<double>(), 1e-12);
        Assert.Equal(0.75, metrics["balancedAccuracy"]!.GetValue<double>(), 1e-12);
        Assert.Equal((0.125 + 0.5 + 0.125) / 3, metrics["brier"]!.GetValue<double>(), 1e-12);
        Assert.Equal(1, metrics["rocAuc"]!.GetValue<double>(), 1e-12);
        Assert.Equal(-(Math.Log(0.75) + Math.Log(0.5) + Math.Log(0.75)) / 3, metrics["logLoss"]!.GetValue<double>(), 1e-12);
        Assert.Equal(0.4, metrics["cohenKappa"]!.GetValue<double>(), 1e-12);
        Assert.Equal(0.5, metrics["mcc"]!.GetValue<double>(), 1e-12);
        Assert.Equal([1.0, 0.0, 1.0], Enumerable.Range(0, 3).Select(i => report.Score(i)!.Value));
        // Twice the wrong row, once a right one.
        var over = report.Over([1, 1, 2]);
        Assert.Equal(1.0 / 3, over["accuracy"]!.Value, 1e-12);
        Assert.Equal(0.5, over["balanced_accuracy"]!.Value, 1e-12);
        Assert.Equal(0.25, over["f1_macro"]!.Value, 1e-12);
    }

    [Fact]
    public void OneSigmoidUnit_IsTheSecondClassOfTwo()
    {
        var one = new ImageClassificationReport(Of(2, [(1, [0.75]), (0, [0.5])]), null);
        var two = new ImageClassificationReport(Of(2, [(1, [0.25, 0.75]), (0, [0.5, 0.5])]), null);
        Assert.Equal(two.Summary.ToJsonString(), one.Summary.ToJsonString());
        Assert.Equal("[0.25,0.75]", one.Row(0)["probabilities"]!.ToJsonString());
    }

    [Fact]
    public void AnswersAlone_LeaveWhatNeedsProbabilitiesNull()
    {
        var report = new ImageClassificationReport(Of(3, [(0, [0]), (1, [2]), (2, [2])]), new() { ["outputs"] = "answers" });
        var metrics = report.Summary["metrics"]!;
        Assert.Equal(2.0 / 3, metrics["accuracy"]!.GetValue<double>(), 1e-12);
        Assert.Equal("[[1,0,0],[0,0,1],[0,0,1]]", metrics["confusion"]!.ToJsonString());
        Assert.All(
            ["top3Accuracy", "logLoss", "brier", "rocAuc", "rocAucPerClass", "averagePrecision", "averagePrecisionPerClass", "calibration", "keras"],
            name => Assert.True(metrics.AsObject().ContainsKey(name) && metrics[name] is null, name)
        );
        Assert.Equal("""{"expectedCalibrationError":null,"bins":[]}""", report.Summary["calibration"]!.ToJsonString());
        Assert.Equal("""{"file":"r1","actual":1,"predicted":2,"probability":null,"probabilities":null}""", report.Row(1).ToJsonString());
        Assert.Throws<InvalidOperationException>(() => report.Document());
    }

    [Fact]
    public void WithoutRows_NothingIsDefined()
    {
        var report = new ImageClassificationReport(new Predictions(["a", "b"], []), null);
        Assert.All(report.Over().Values, Assert.Null);
        Assert.All(
            report.Summary["metrics"]!
                .AsObject()
                .Where(m =>
                    m.Key is not ("confusion" or "perClass" or "calibration" or "keras" or "classWeight" or "rocAucPerClass" or "averagePrecisionPerClass")
                ),
            m => Assert.True(m.Value is null, m.Key)
        );
        Assert.Null(report.Document().Accuracy);
    }

    [Theory]
    [InlineData("2", "0.5,0.5", "a class number from 0 to 1", "2")]
    [InlineData("-1", "0.5,0.5", "a class number from 0 to 1", "-1")]
    [InlineData("0.5", "0.5,0.5", "a class number from 0 to 1", "0.5")]
    [InlineData("0", "0.2,0.3,0.5", "2 probabilities, or that of the second class", "3")]
    [InlineData("0", "NaN,0.5", "finite numbers", "NaN")]
    [InlineData("0,1", "0.5,0.5", "1 target", "2")]
    public void RowsOfNoClassifier_AreRefused(string target, string output, string expected, string received)
    {
        double[] Parse(string text) => [.. text.Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
        var predictions = new Predictions(["a", "b"], [new("first.png", [0], [0.5, 0.5]), new("second.png", Parse(target), Parse(output))]);
        var refused = Assert.Throws<RefusedException>(() => new ImageClassificationReport(predictions, null));
        Assert.Equal($"Expected {expected} in row 2 (second.png) of the predictions. Received: {received}.", refused.Message);
    }

    [Fact]
    public void Summary_OfManyRowsAndClasses_IsBelowAMegabyte_AndKeepsTheLargestCells()
    {
        const int classes = 1000,
            rows = 100_000;
        // Class 7 is taken for 8 more often than anything else is; the rest is right or the next but one.
        var all = Enumerable
            .Range(0, rows)
            .Select(i =>
                (
                    Actual: i % classes,
                    Predicted: i % classes == 7 ? 8
                    : i % 3 == 0 ? ((i % classes) + 2) % classes
                    : i % classes
                )
            )
            .ToList();
        var predictions = new Predictions(
            [.. Enumerable.Range(0, classes).Select(c => $"class number {c}")],
            [.. all.Select((r, i) => new PredictionRow($"{i}", [r.Actual], [r.Predicted]))]
        );
        var report = new ImageClassificationReport(predictions, new() { ["outputs"] = "answers" });
        var summary = report.Summary;
        Assert.InRange(summary.ToJsonString().Length, 100_000, 1_000_000);
        Assert.Empty(summary["confusionMatrix"]!.AsArray());
        Assert.Null(summary["metrics"]!["confusion"]);
        var cells = summary["confusionCells"]!.AsArray();
        Assert.Equal(Math.Min(ImageClassificationReport.MostCells, all.Distinct().Count()), cells.Count);
        Assert.Equal("""{"actual":7,"predicted":8,"count":100}""", cells[0]!.ToJsonString());
    }

    [Fact]
    public void Summary_WithProbabilitiesOfThreeHundredClasses_HasTheWholeMatrix_BelowAMegabyte()
    {
        const int classes = 300;
        var random = new Random(4);
        var rows = Enumerable
            .Range(0, 3000)
            .Select(i => new PredictionRow($"{i}", [random.Next(classes)], Softmax([.. Enumerable.Range(0, classes).Select(_ => random.NextDouble() * 8)])))
            .ToList();
        var report = new ImageClassificationReport(new([.. Enumerable.Range(0, classes).Select(c => $"class number {c}")], rows), null);
        Assert.InRange(report.Summary.ToJsonString().Length, 400_000, 1_000_000);
        Assert.Equal(
            3000,
            report.Summary["confusionMatrix"]!.AsArray().Sum(row => row!.AsArray().Sum(v => JsonSerializer.Deserialize<int>(v!.ToJsonString())))
        );
        Assert.False(report.Summary.ContainsKey("confusionCells"));
        Assert.Equal(3000, report.Document().ConfusionMatrix.Sum(r => r.Sum()));
    }

    private static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var sum = logits.Sum(z => Math.Exp(z - largest));
        return Array.ConvertAll(logits, z => Math.Exp(z - largest) / sum);
    }

    private static Predictions Of(int classes, (int Actual, double[] Output)[] rows) =>
        new([.. Enumerable.Range(0, classes).Select(c => $"n{c}")], [.. rows.Select((r, i) => new PredictionRow($"r{i}", [r.Actual], r.Output))]);
}
