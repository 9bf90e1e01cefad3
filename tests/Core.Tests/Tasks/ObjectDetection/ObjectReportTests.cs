using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

public class ObjectReportTests
{
    public static TheoryData<string> CocoCases => GoldenDetection.CocoCases;

    [Fact]
    public void Golden_HasItsSixCases() => Assert.True(CocoCases.Count >= 6);

    [Theory]
    [MemberData(nameof(CocoCases))]
    public void Figures_AreCocos(string name)
    {
        var expected = GoldenDetection.Read("coco", "expected.json")[name]!;
        var report = GoldenDetection.Report(name);
        var metrics = report.Summary["metrics"]!;
        Equal(expected["stats"], metrics["stats"], "stats");
        Equal(expected["categories"], metrics["categories"], "categories");
        Equal(expected["recall"], metrics["recall"], "recall");
        double? Defined(string stat) => expected["stats"]![stat]!.GetValue<double>() is >= 0 and var value ? value : null;
        var over = report.Over();
        Near(Defined("AP"), over["ap"]);
        Near(Defined("AP50"), over["ap50"]);
        Near(Defined("AP75"), over["ap75"]);
        // All rows once each are all rows.
        Assert.Equal(over, report.Over([.. Enumerable.Range(0, report.Pictures.Count)]));
    }

    [Fact]
    public void Precision_AndScoresAtWhichItIsReached_AreCocos()
    {
        var expected = GoldenDetection.Read("coco", "precision_ordinary.json");
        var (precision, scores) = GoldenDetection.Report("ordinary").Precisions();
        Assert.Equal(10 * 101 * 3, precision.Sum(all => all.Sum(recall => recall.Length)));
        for (var t = 0; t < 10; t++)
        for (var r = 0; r < 101; r++)
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(expected["precision"]![t]![r]![c]!.GetValue<double>(), precision[t][r][c], 1e-9);
            Assert.Equal(expected["scores"]![t]![r]![c]!.GetValue<double>(), scores[t][r][c], 1e-12);
        }
    }

    [Fact]
    public void Words_OfNothing_AreInTheReadersLanguage()
    {
        var report = new ObjectReport(new(["cat"], [new("a", [9, 9, 0, 1, 1, 5, 5, 16, 0], [])]), null);
        Assert.Equal("nothing", report.Words(0).Predicted);
        Assert.Equal("无目标", UserLanguage.In(UserLanguage.Chinese, () => report.Words(0).Predicted));
    }

    [Theory]
    [InlineData("ordinary")]
    [InlineData("score_ties")]
    public void Figures_AreVocs(string name) =>
        Equal(Camel(GoldenDetection.Read("voc_ap.json")[name]), GoldenDetection.Report(name).Summary["metrics"]!["voc"], name);

    // The evaluation of some pictures, each as often as it is drawn, is that of a data set that holds them so.
    [Theory]
    [MemberData(nameof(CocoCases))]
    public void Over_OfRepeatedPictures_IsThatOfTheSamePicturesCopied(string name)
    {
        var (predictions, decoding) = GoldenDetection.Coco(name);
        var report = new ObjectReport(predictions, decoding);
        var random = new Random(3);
        for (var round = 0; round < 5; round++)
        {
            int[] rows = [.. Enumerable.Range(0, predictions.Rows.Count).Select(_ => random.Next(predictions.Rows.Count)).Order()];
            var copied = new ObjectReport(predictions with { Rows = [.. rows.Select(row => predictions.Rows[row])] }, decoding).Over();
            // Of equal scores copies of a picture stand together or apart, by which precision may differ a little.
            foreach (var (metric, value) in report.Over(rows))
                Near(
                    copied[metric],
                    value,
                    name switch
                    {
                        "score_ties" => 0.02,
                        "many" => 1e-4,
                        _ => 1e-9,
                    }
                );
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_OfRandomPictures_IsThatOfAPlainEvaluation(int seed)
    {
        var predictions = Invented(new Random(seed), 40, ["a", "b", "c", "d"]);
        var report = new ObjectReport(predictions, null);
        for (var t = 0; t < 2; t++)
            Near(PlainAp(predictions, t == 0 ? 0.5 : 0.75), report.Over()[t == 0 ? "ap50" : "ap75"]);
    }

    // A picture of 100 x 100 with a cat, a dog and a crowd of cats.
    private static Predictions OnePicture(params double[] output) =>
        new(["cat", "dog"], [new("a.png", [100, 100, 0, 0, 0, 20, 20, 400, 0, 1, 50, 50, 80, 80, 900, 0, 0, 0, 80, 30, 100, 300, 1], output)]);

    [Theory]
    [InlineData(ObjectOutcome.Right, 0, 0, 0, 20, 20)]
    [InlineData(ObjectOutcome.PoorBox, 0, 0, 0, 20, 8)]
    [InlineData(ObjectOutcome.WrongClass, 1, 0, 0, 20, 20)]
    [InlineData(ObjectOutcome.WrongClassAndBox, 1, 0, 0, 20, 8)]
    [InlineData(ObjectOutcome.Background, 1, 20, 50, 40, 70)]
    [InlineData(ObjectOutcome.Background, 0, 48, 48, 51, 51)]
    [InlineData(ObjectOutcome.Ignored, 0, 0, 85, 15, 95)]
    public void Detection_IsOfAKind(ObjectOutcome kind, int @class, double x1, double y1, double x2, double y2) =>
        Assert.Equal([kind], new ObjectReport(OnePicture(@class, 0.9, x1, y1, x2, y2), null).Pictures[0].Outcomes);

    [Fact]
    public void SecondDetection_OfTheSameObject_IsADuplicate()
    {
        var report = new ObjectReport(OnePicture(0, 0.9, 0, 0, 20, 20, 0, 0.8, 0, 0, 20, 19), null);
        Assert.Equal([ObjectOutcome.Right, ObjectOutcome.Duplicate], report.Pictures[0].Outcomes);
        Assert.Equal([ObjectOutcome.Right, ObjectOutcome.Missed, ObjectOutcome.Ignored], report.Pictures[0].Objects(0));
        Assert.Equal([ObjectOutcome.Missed, ObjectOutcome.Missed, ObjectOutcome.Ignored], report.Pictures[0].Objects(0.95));
        Assert.Equal((1, 1, 2), (report.At(0).Right, report.At(0).Wrong, report.At(0).Objects));
        Assert.Equal((0, 0, 2), (report.At(0.95).Right, report.At(0.95).Wrong, report.At(0.95).Objects));
        Assert.Equal(0.9, report.ShownScore);
        Assert.Equal(2.0 / 3, report.Score(0)!.Value, 1e-12);
        Assert.Equal(
            [
                [1, 0, 0],
                [0, 0, 1],
                [1, 0, 0],
            ],
            report.Confusion(0)
        );
        Assert.Equal(("1 cat, 1 dog", "1 cat"), (report.Words(0).Actual, report.Words(0).Predicted));
    }

    [Fact]
    public void Confusion_MatchesWhatIsRightFirst_ThenAcrossClasses()
    {
        var report = new ObjectReport(OnePicture(1, 0.9, 0, 0, 20, 20, 1, 0.8, 50, 50, 80, 79, 0, 0.7, 30, 0, 40, 10), null);
        Assert.Equal(
            [
                [0, 1, 0],
                [0, 1, 0],
                [1, 0, 0],
            ],
            report.Confusion(0)
        );
        Assert.Equal(
            [
                [0, 0, 1],
                [0, 0, 1],
                [0, 0, 0],
            ],
            report.Confusion(0.95)
        );
    }

    // A cat in each of four pictures; each case found so that its mending gives all back.
    [Theory]
    [InlineData(ObjectOutcome.WrongClass, "1 .9 0 0 20 20")]
    [InlineData(ObjectOutcome.PoorBox, "0 .9 0 0 20 8")]
    public void Cost_OfAKind_IsWhatMendingItGains(ObjectOutcome kind, string wrong)
    {
        double[] truth = [100, 100, 0, 0, 0, 20, 20, 400, 0];
        var bad = wrong.Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var report = new ObjectReport(
            new(["cat", "dog"], [new("a", truth, [0, 0.95, 0, 0, 20, 20]), new("b", truth, bad), new("c", truth, [0, 0.8, 0, 0, 20, 20])]),
            null
        );
        Assert.Equal(1 - report.Over()["ap50"]!.Value, report.Cost(kind)!.Value, 1e-12);
        Assert.Equal(0, report.Cost(ObjectOutcome.Duplicate)!.Value);
        Assert.All(ObjectReport.ErrorKinds, one => Assert.InRange(report.Cost(one)!.Value, 0, 1));
    }

    [Fact]
    public void Cost_OfWhatIsTooMuchAndOfWhatIsMissed_IsWhatLeavingItOutGains()
    {
        double[] truth = [100, 100, 0, 0, 0, 20, 20, 400, 0];
        var report = new ObjectReport(
            new(
                ["cat"],
                [
                    new("a", truth, [0, 0.95, 60, 60, 90, 90, 0, 0.9, 0, 0, 20, 20, 0, 0.85, 0, 0, 20, 19]),
                    new("b", truth, [0, 0.8, 0, 0, 20, 20]),
                    new("c", truth, []),
                ]
            ),
            null
        );
        var all = new ObjectReport(new(["cat"], [new("a", truth, [0, 0.9, 0, 0, 20, 20]), new("b", truth, [0, 0.8, 0, 0, 20, 20])]), null).Over()[
            "ap50"
        ]!.Value;
        var found = new Dictionary<ObjectOutcome, double>();
        foreach (var kind in ObjectReport.ErrorKinds)
            found[kind] = report.Cost(kind)!.Value;
        Assert.Equal(1, all);
        Assert.True(found[ObjectOutcome.Missed] > 0 && found[ObjectOutcome.Background] > 0 && found[ObjectOutcome.Duplicate] > 0, string.Join(", ", found));
        Assert.Equal(0, found[ObjectOutcome.WrongClass]);
    }

    [Fact]
    public void NothingFound_IsZero_AndAllIsMissed()
    {
        double[] truth = [100, 100, 0, 0, 0, 20, 20, 400, 0];
        var report = new ObjectReport(new(["cat", "dog"], [new("a", truth, []), new("b", [10, 10], [])]), null);
        Assert.Equal(0, report.Over()["ap"]);
        var metrics = report.Summary["metrics"]!;
        Assert.Equal((0, -1), (metrics["stats"]!["AP"]!.GetValue<double>(), metrics["stats"]!["AP_large"]!.GetValue<double>()));
        Assert.Equal(1, report.Cost(ObjectOutcome.Missed));
        Assert.Null(metrics["shown"]!["precision"]);
        Assert.Equal(0, metrics["shown"]!["recall"]!.GetValue<double>());
        Assert.Null(metrics["perClass"]![1]!["ap"]);
        Assert.Equal(0, metrics["voc"]!["map2010"]!.GetValue<double>());
        Assert.Equal((0, 1), (report.Score(0), report.Score(1)));
        Assert.Equal(["ap", "ap50", "ap75"], report.Over([1]).Where(metric => metric.Value is null).Select(metric => metric.Key));
    }

    [Fact]
    public void NothingThere_IsNotDefined()
    {
        var report = new ObjectReport(new(["cat"], [new("a", [100, 100], [0, 0.9, 0, 0, 20, 20]), new("b", [100, 100], [])]), null);
        Assert.All(report.Over(), metric => Assert.Null(metric.Value));
        var metrics = report.Summary["metrics"]!;
        Assert.All(metrics["stats"]!.AsObject(), stat => Assert.Equal(-1, stat.Value!.GetValue<double>()));
        Assert.Null(metrics["voc"]!["map2007"]);
        Assert.Null(report.Cost(ObjectOutcome.Background));
        Assert.Null(report.Curve(null));
        Assert.Equal(
            [
                [0, 0],
                [1, 0],
            ],
            report.Confusion(0)
        );
        Assert.All(new ObjectReport(new([], []), null).Over(), metric => Assert.Null(metric.Value));
    }

    [Fact]
    public void Summary_OfManyClassesAndPictures_StaysWithinOneMegabyte()
    {
        foreach (var classes in new[] { 80, 1200 })
        {
            var report = new ObjectReport(Invented(new Random(5), 300, [.. Enumerable.Range(0, classes).Select(c => $"class {c}")]), null);
            Assert.InRange(Encoding.UTF8.GetByteCount(report.Summary.ToJsonString()), 1000, 1_000_000);
        }
    }

    [Theory]
    [InlineData("target", "100 100 0")]
    [InlineData("target", "0 100")]
    [InlineData("target", "100 100 2 0 0 1 1 1 0")]
    [InlineData("target", "100 100 0 5 0 1 1 1 0")]
    [InlineData("target", "100 100 0 0 0 1 1 -1 0")]
    [InlineData("target", "100 100 0 0 0 1 1 1 4")]
    [InlineData("target", "100 NaN")]
    [InlineData("output", "0 0.5 1")]
    [InlineData("output", "0 0.5 4 0 1 1")]
    [InlineData("output", "0.5 0.5 0 0 1 1")]
    [InlineData("output", "0 NaN 0 0 1 1")]
    public void Row_ThatHoldsNoObjects_IsRefused(string part, string said)
    {
        double[] numbers = [.. said.Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        var refused = Assert.Throws<RefusedException>(() =>
            new ObjectReport(new(["a", "b"], [new("x.png", part == "target" ? numbers : [100, 100], part == "output" ? numbers : [])]), null)
        );
        Assert.Contains("row 1 (x.png)", refused.Message);
    }

    [Fact]
    public void Objects_ComeBackFromTheirNumbers()
    {
        var picture = new PictureObjects(
            640,
            480,
            [new(1, new(0.5, 1, 20.25, 30), 77) { IsCrowd = true }, new(0, new(-3, 0, 4, 5), 35) { IsDifficult = true }, new(0, new(1, 1, 1, 1), 0)]
        );
        var read = ObjectRow.Read(ObjectRow.Write(picture), 2);
        Assert.Equal((picture.Width, picture.Height), (read.Width, read.Height));
        Assert.Equal(picture.Objects, read.Objects);
        DetectedObject[] found = [new(1, 0.75, new(1, 2, 3, 4)), new(0, -2, new(0, 0, 0, 0))];
        Assert.Equal(found, DetectionRow.Read(DetectionRow.Write(found), 2));
    }

    private static Predictions Invented(Random random, int pictures, IReadOnlyList<string> names) =>
        new(
            names,
            [
                .. Enumerable
                    .Range(0, pictures)
                    .Select(i =>
                    {
                        var objects = Enumerable
                            .Range(0, random.Next(0, 8))
                            .Select(_ =>
                                (
                                    Class: random.Next(names.Count),
                                    X: random.NextDouble() * 300,
                                    Y: random.NextDouble() * 300,
                                    W: 5 + (random.NextDouble() * 150),
                                    H: 5 + (random.NextDouble() * 150)
                                )
                            )
                            .ToList();
                        double Shift() => (random.NextDouble() - 0.5) * 30;
                        var found = objects
                            .Where(_ => random.NextDouble() < 0.8)
                            .Select(o => new DetectedObject(
                                random.NextDouble() < 0.85 ? o.Class : random.Next(names.Count),
                                random.NextDouble(),
                                new(o.X + Shift(), o.Y + Shift(), o.X + o.W + 30 + Shift(), o.Y + o.H + 30 + Shift())
                            ))
                            .Concat(
                                Enumerable
                                    .Range(0, random.Next(0, 5))
                                    .Select(_ => new DetectedObject(random.Next(names.Count), random.NextDouble(), new(10, 10, 60, 90)))
                            )
                            .OrderByDescending(one => one.Score)
                            .ToList();
                        return new PredictionRow(
                            $"{i}.png",
                            ObjectRow.Write(new(500, 500, [.. objects.Select(o => new TrueObject(o.Class, new(o.X, o.Y, o.X + o.W, o.Y + o.H), o.W * o.H))])),
                            DetectionRow.Write(found)
                        );
                    }),
            ]
        );

    // As slowly and as plainly as COCO's rules can be written for objects that all count.
    private static double? PlainAp(Predictions predictions, double overlap)
    {
        var of = new List<double>();
        for (var c = 0; c < predictions.Names.Count; c++)
        {
            var truths = predictions.Rows.Select(row => ObjectRow.Read(row.Target, 4).Objects.Where(o => o.Class == c).Select(o => o.Box).ToList()).ToList();
            if (truths.Sum(list => list.Count) is 0)
                continue;
            var taken = new HashSet<(int, int)>();
            var right = new List<bool>();
            foreach (
                var (picture, found) in predictions
                    .Rows.SelectMany((row, i) => DetectionRow.Read(row.Output, 4).Where(d => d.Class == c).Select(d => (i, d)))
                    .OrderByDescending(pair => pair.d.Score)
            )
            {
                var best = Enumerable
                    .Range(0, truths[picture].Count)
                    .Where(g => !taken.Contains((picture, g)) && Overlap.Iou(found.Box, truths[picture][g]) >= overlap)
                    .OrderByDescending(g => Overlap.Iou(found.Box, truths[picture][g]))
                    .Select(g => (int?)g)
                    .FirstOrDefault();
                if (best is { } at)
                    taken.Add((picture, at));
                right.Add(best is not null);
            }
            var points = right
                .Select(
                    (_, i) =>
                        (
                            Recall: (double)right.Take(i + 1).Count(r => r) / truths.Sum(t => t.Count),
                            Precision: (double)right.Take(i + 1).Count(r => r) / (i + 1)
                        )
                )
                .ToList();
            of.Add(Enumerable.Range(0, 101).Average(r => points.Where(p => p.Recall >= r * 0.01).Select(p => p.Precision).DefaultIfEmpty(0).Max()));
        }
        return of.Count == 0 ? null : of.Average();
    }

    private static void Near(double? expected, double? received, double tolerance = 1e-9)
    {
        Assert.Equal(expected is null, received is null);
        if (expected is { } value)
            Assert.Equal(value, received!.Value, tolerance);
    }

    private static JsonNode? Camel(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(GoldenMetrics.Camel(m.Key), Camel(m.Value)))),
            JsonArray items => new JsonArray([.. items.Select(Camel)]),
            _ => node?.DeepClone(),
        };

    // Names as they are: COCO's have underscores.
    private static void Equal(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                Assert.Equal(members.Select(m => m.Key), Assert.IsType<JsonObject>(actual).Select(m => m.Key));
                foreach (var (name, value) in members)
                    Equal(value, actual[name], $"{path}.{name}");
                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(actual).Count);
                for (var i = 0; i < items.Count; i++)
                    Equal(items[i], actual[i], $"{path}[{i}]");
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                Assert.True(
                    Math.Abs(
                        double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
                            - double.Parse(actual!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
                    ) <= 1e-9,
                    $"{path}: expected {value}, received {actual}."
                );
                break;
            default:
                Assert.Equal(expected!.ToJsonString(), actual!.ToJsonString());
                break;
        }
    }
}
