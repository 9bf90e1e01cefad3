using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary><c>mlops evaluate --task --predictions</c>.</summary>
public sealed class EvaluatePredictionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Golden =>
        [.. Cases("classification", "image-classification"), .. Cases("multilabel", "multi-label-classification"), .. Cases("regression", "regression")];

    /// <summary>Core's tests compare every figure; here a few, through the command line.</summary>
    [Theory]
    [MemberData(nameof(Golden))]
    public async Task GoldenFiles_AreJudgedAsTheyAre(string task, string file)
    {
        var expected = GoldenFile.Read(file).GetProperty("expected");
        var (code, output, people) = await Commands.RunAsync("evaluate", "--task", task, "--predictions", GoldenFile.Path(file), "--json");
        Assert.Equal((0, ""), (code, people));
        var report = JsonNode.Parse(output)!;
        Assert.Equal(task, (string?)report["task"]);
        Assert.Equal(GoldenFile.Read(file).GetProperty("y_true").GetArrayLength(), report["samples"]!.GetValue<int>());
        Assert.Equal(report["samples"]!.GetValue<int>(), report["predictions"]!.AsArray().Count);
        foreach (
            var (name, camel) in new[]
            {
                ("accuracy", "accuracy"),
                ("balanced_accuracy", "balancedAccuracy"),
                ("mcc", "mcc"),
                ("log_loss", "logLoss"),
                ("subset_accuracy", "subsetAccuracy"),
                ("mean_average_precision", "meanAveragePrecision"),
                ("mae", "mae"),
                ("rmse", "rmse"),
                ("r2", "r2"),
            }
        )
        {
            if (expected.TryGetProperty(name, out var value))
            {
                Assert.Equal(value.ValueKind == JsonValueKind.Null, report["metrics"]![camel] is null);
                Assert.Equal(value.ValueKind == JsonValueKind.Null ? 0 : value.GetDouble(), report["metrics"]![camel]?.GetValue<double>() ?? 0, 1e-6);
            }
        }
        if (expected.TryGetProperty("y_pred", out var predicted))
        {
            Assert.Equal(predicted.EnumerateArray().Select(v => v.GetInt32()), report["metrics"]!["yPred"]!.AsArray().Select(v => v!.GetValue<int>()));
            Assert.Equal(JsonSerializer.Serialize(expected.GetProperty("confusion")), report["confusionMatrix"]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("ordinary")]
    [InlineData("empties")]
    public async Task Coco_IsJudgedAsItIs(string name)
    {
        var expected = JsonNode.Parse(File.ReadAllText(GoldenFile.Path("detection/coco/expected.json")))![name]!;
        var (truth, found) = (GoldenFile.Path($"detection/coco/{name}.gt.json"), GoldenFile.Path($"detection/coco/{name}.dt.json"));
        var (code, output, people) = await Commands.RunAsync("evaluate", "--task", "object-detection", "--truth", truth, "--predictions", found, "--json");
        Assert.Equal((0, ""), (code, people));
        var report = JsonNode.Parse(output)!;
        foreach (var (stat, value) in expected["stats"]!.AsObject())
        {
            Assert.Equal(value!.GetValue<double>(), report["metrics"]!["stats"]![stat]!.GetValue<double>(), 1e-9);
        }
        Assert.Equal(
            expected["categories"]!.AsArray().Select(category => category!["id"]!.GetValue<int>()),
            report["metrics"]!["categories"]!.AsArray().Select(category => category!["id"]!.GetValue<int>())
        );
        Assert.Equal(report["samples"]!.GetValue<int>(), report["predictions"]!.AsArray().Count);
        (code, output, people) = await Commands.RunAsync("evaluate", "--task", "object-detection", "--predictions", found);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--truth", people, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classification_HasTodaysMembersBesideTheMetrics()
    {
        var report = await Judge(
            "image-classification",
            "p.json",
            """{"y_true":[0,1,1],"y_prob":[[0.75,0.25],[0.25,0.75],[0.5,0.5]],"classNames":["cat","dog"],"files":["a.png","b.png","c.png"]}"""
        );
        Assert.Equal(
            [
                "accuracy",
                "calibration",
                "classNames",
                "confusionMatrix",
                "epoch",
                "loss",
                "macro",
                "metrics",
                "perClass",
                "predictions",
                "samples",
                "task",
                "weighted",
            ],
            report.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal("""["cat","dog"]""", report["classNames"]!.ToJsonString());
        Assert.Equal("""{"file":"c.png","actual":1,"predicted":0,"probability":0.5,"probabilities":[0.5,0.5]}""", report["predictions"]![2]!.ToJsonString());
        Assert.Null(report["loss"]);
    }

    /// <summary>The same predictions, written in each way that is read.</summary>
    [Theory]
    [InlineData("p.json", """{"y_true":[0,1,1],"y_prob":[0.25,0.75,0.5],"classNames":["cat","dog"]}""", null)]
    [InlineData("p.json", """{"y_true":["cat","dog","dog"],"y_prob":[[0.75,0.25],[0.25,0.75],[0.5,0.5]],"classNames":["cat","dog"]}""", null)]
    [InlineData("p.json", """{"y_true":[[0],[1],[1]],"y_prob":[[0.75,0.25],[0.25,0.75],[0.5,0.5]],"classes":["cat","dog"]}""", null)]
    [InlineData("p.csv", "y_true,prob_cat,prob_dog\n0,0.75,0.25\n1,0.25,0.75\n1,0.5,0.5\n", null)]
    [InlineData("p.csv", "y_true,y_prob_cat,y_prob_dog\ncat,0.75,0.25\ndog,0.25,0.75\ndog,0.5,0.5\n", null)]
    [InlineData("p.csv", "cat;dog;y_true\r\n0.75;0.25;cat\r\n0.25;0.75;dog\r\n0.5;0.5;dog\r\n", null)]
    [InlineData("p.tsv", "y_true\tcat\tdog\ncat\t0.75\t0.25\n\"dog\"\t0.25\t0.75\ndog\t0.5\t0.5", null)]
    [InlineData("p.csv", "cat,dog,file\n0.75,0.25,x\n0.25,0.75,y\n0.5,0.5,z\n", "file,y_true,note\nz,dog,\ny,dog,\nx,cat,good\n")]
    [InlineData("p.json", """{"y_prob":[0.25,0.75,0.5],"classNames":["cat","dog"]}""", "y_true\n0\n1\n1\n")]
    public async Task EachWayOfWriting_GivesTheSameReport(string name, string text, string? truth)
    {
        var expected = await Judge(
            "image-classification",
            "expected.json",
            """{"y_true":[0,1,1],"y_prob":[[0.75,0.25],[0.25,0.75],[0.5,0.5]],"classNames":["cat","dog"]}"""
        );
        var report = await Judge("image-classification", name, text, truth);
        Assert.Equal(WithoutFiles(expected), WithoutFiles(report));
    }

    [Theory]
    [InlineData("""{"y_true":[0,1,2],"y_pred":[0,2,2]}""", "p.json", """["0","1","2"]""")]
    [InlineData("""{"y_true":["b","c","d"],"y_pred":["b","d","d"]}""", "p.json", """["b","c","d"]""")]
    [InlineData("y_true,y_pred\nb,b\nc,d\nd,d\n", "p.csv", """["b","c","d"]""")]
    [InlineData("y_true,y_pred\n0,0\n1,2\n2,2\n", "p.csv", """["0","1","2"]""")]
    public async Task AnswersAlone_LeaveWhatNeedsProbabilitiesNull(string text, string name, string classes)
    {
        var report = await Judge("image-classification", name, text);
        Assert.Equal(classes, report["classNames"]!.ToJsonString());
        Assert.Equal("[[1,0,0],[0,0,1],[0,0,1]]", report["confusionMatrix"]!.ToJsonString());
        Assert.Equal(2.0 / 3, report["accuracy"]!.GetValue<double>(), 1e-12);
        Assert.Null(report["metrics"]!["logLoss"]);
        Assert.Null(report["calibration"]!["expectedCalibrationError"]);
        Assert.Null(report["predictions"]![0]!["probability"]);
    }

    [Theory]
    [InlineData("p.json", """{"y_true":[[1,0],[0,1],[0,0]],"y_prob":[[0.5,0.25],[0.75,0.75],[0.25,0.125]],"classNames":["a","b"],"threshold":0.75}""")]
    [InlineData("p.json", """{"y_true":[[1,0],[0,1],[0,0]],"y_prob":[[0.5,0.25],[0.75,0.75],[0.25,0.125]],"classNames":["a","b"],"thresholds":[0.75,0.5]}""")]
    public async Task SeveralLabels_AreJudgedFromTheirThresholdOn(string name, string text)
    {
        var report = await Judge("multi-label-classification", name, text);
        Assert.Equal("[[0,0],[1,1],[0,0]]", report["metrics"]!["yPred"]!.ToJsonString());
        Assert.Equal("""["a","b"]""", report["classNames"]!.ToJsonString());
        Assert.Equal(1.0 / 3, report["metrics"]!["subsetAccuracy"]!.GetValue<double>(), 1e-12);
    }

    [Theory]
    [InlineData("true_a,true_b,prob_b,prob_a\n1,0,0.25,0.5\n0,1,0.75,0.75\n", null)]
    [InlineData("b,a\n0.25,0.5\n0.75,0.75\n", "true_a,true_b\n1,0\n0,1\n")]
    [InlineData("pred_b,pred_a\n0,1\n1,1\n", "true_a,true_b\n1,0\n0,1\n")]
    public async Task SeveralLabels_InColumns_AreMatchedByName(string text, string? truth)
    {
        var report = await Judge("multi-label-classification", "p.csv", text, truth);
        Assert.Equal("""["b","a"]""", report["classNames"]!.ToJsonString());
        Assert.Equal("[[0,1],[1,1]]", report["metrics"]!["yPred"]!.ToJsonString());
        Assert.Equal("[[0,1],[1,0]]", new JsonArray([.. report["predictions"]!.AsArray().Select(p => p!["actual"]!.DeepClone())]).ToJsonString());
    }

    [Theory]
    [InlineData("p.json", """{"y_true":[1,3],"y_pred":[2,1]}""", "[\"0\"]")]
    [InlineData("p.csv", "y_true,y_pred\n1,2\n3,1\n", "[\"0\"]")]
    [InlineData("p.csv", "file,true_height,pred_height\nx,1,2\ny,3,1e0\n", "[\"height\"]")]
    public async Task Numbers_AreJudged(string name, string text, string names)
    {
        var report = await Judge("regression", name, text);
        Assert.Equal(names, report["classNames"]!.ToJsonString());
        Assert.Equal(1.5, report["metrics"]!["mae"]!.GetValue<double>(), 1e-12);
        Assert.Equal("[1]", report["predictions"]![1]!["predicted"]!.ToJsonString());
    }

    [Fact]
    public async Task OwnPredictions_AreJudged_WithTheirLossAndEpoch()
    {
        var path = Path.Combine(_folder.Path, PredictionsFile.FileName);
        PredictionsFile.Write(
            path,
            new(["cat", "dog"], [new("a.png", [1], [0.75f]), new("b.png", [0], [0.1f]) { Fold = 1 }])
            {
                Loss = 0.5,
                Epoch = 3,
                ModelFold = 1,
            }
        );
        var (code, output, people) = await Commands.RunAsync("evaluate", "--task", "image-classification", "--predictions", path, "--json");
        Assert.Equal((0, ""), (code, people));
        var report = JsonNode.Parse(output)!;
        Assert.Equal(
            "[0.5,3,1,1]",
            new JsonArray(
                report["loss"]!.DeepClone(),
                report["epoch"]!.DeepClone(),
                report["modelFold"]!.DeepClone(),
                report["accuracy"]!.DeepClone()
            ).ToJsonString()
        );
        Assert.Equal("b.png", (string?)report["predictions"]![1]!["file"]);
        (code, output, people) = await Commands.RunAsync("evaluate", "--task", "image-classification", "--predictions", path);
        Assert.Equal((0, "2 rows: accuracy 1, f1_macro 1, balanced_accuracy 1.\n", ""), (code, output, people));
    }

    [Fact]
    public async Task BothKindsOfPredictions_AreSaid()
    {
        var (code, _, people) = await Commands.RunAsync(
            "evaluate",
            "--task",
            "image-classification",
            "--predictions",
            Write("p.json", """{"y_true":[0],"y_prob":[[0.75,0.25]],"y_pred":[0]}"""),
            "--json"
        );
        Assert.Equal((0, "y_pred of p.json is not used: the report is made of y_prob.\n"), (code, people));
    }

    [Theory]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0,1],"y_prob":[[0.5,0.5]]}""",
        "Expected as many rows of y_prob as of y_true. Received: 1 and 2."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[2],"y_prob":[[0.5,0.5]]}""",
        "Expected a class number from 0 to 1 in row 1 of the predictions. Received: 2."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[-1],"y_pred":[0]}""",
        "Expected a class number from 0 to 1 in row 1 of the predictions. Received: -1."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0],"y_pred":[5],"classNames":["a","b"]}""",
        "Expected a class number from 0 to 1 in row 1 of the predictions. Received: 5."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0],"y_prob":[[1.5,-0.5]]}""",
        "Expected probabilities from 0 to 1 in row 1 of the predictions. Received: 1.5."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0],"y_prob":[[1e999,0]]}""",
        "Expected finite numbers in row 1 of the predictions. Received: Infinity."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0,1],"y_prob":[[0.5,0.5],[0.1,0.2,0.7]]}""",
        "Expected 2 probabilities in row 2 of the predictions. Received: 3."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0],"y_prob":[[0.5,0.5]],"classNames":["a","b","c"]}""",
        "Expected 3 probabilities in row 1 of the predictions. Received: 2."
    )]
    [InlineData("image-classification", "p.json", """{"y_true":[0],"y_prob":[[null,0.5]]}""", "Expected a number in y_prob, row 1, of p.json. Received: null.")]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[],"y_prob":[]}""",
        "Expected predictions of at least one example for image-classification. Received: none."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":[0],"y_prob":[[0.5,0.5]],"threshold":0.5}""",
        "Expected no threshold with image-classification. Received: 0.5."
    )]
    [InlineData("image-classification", "p.json", """{"y_true":[0]}""", "Expected y_prob or y_pred in p.json. Received: neither.")]
    [InlineData("image-classification", "p.json", """{"y_prob":[[0.5,0.5]]}""", "Expected y_true in p.json. Received: none.")]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":["c"],"y_prob":[[0.5,0.5]],"classNames":["a","b"]}""",
        "Expected each class in p.json to be one of a, b, or its number. Received: \"c\"."
    )]
    [InlineData(
        "image-classification",
        "p.json",
        """{"y_true":["c"],"y_prob":[[0.5,0.5]]}""",
        "Expected classNames beside names of classes in p.json. Received: \"c\" without them."
    )]
    [InlineData("image-classification", "p.json", "[1]", "Expected a JSON object with y_true and y_prob or y_pred in p.json. Received: [1].")]
    [InlineData("image-classification", "p.json", """{"y_true":[0],"y_prob":7}""", "Expected y_prob in p.json to be a list. Received: 7.")]
    [InlineData("image-classification", "p.csv", "", "Expected a table with a header in p.csv. Received: an empty file.")]
    [InlineData("image-classification", "p.csv", "y_true,y_prob\n0,NaN\n", "Expected a number in row 1, column y_prob, of p.csv. Received: \"NaN\".")]
    [InlineData("image-classification", "p.csv", "y_true,y_prob\n0,0.5\n\n1\n", "Expected 2 cells, as the header has, in row 2 of p.csv. Received: 1.")]
    [InlineData("image-classification", "p.csv", "y_true,y_pred\n,1\n", "Expected a class or a number in each row of p.csv. Received: none in row 1.")]
    [InlineData(
        "image-classification",
        "p.csv",
        "y_true,y_pred,note\n0,1,x\n",
        "Expected the columns file, y_true, y_prob, y_pred, true_NAME, prob_NAME and pred_NAME in p.csv. Received: note too."
    )]
    [InlineData("image-classification", "p.csv", "y_true,y_true,a\n0,1,1\n", "Expected each column of p.csv once. Received: y_true twice.")]
    [InlineData(
        "image-classification",
        "p.csv",
        "y_true,y_prob\n0,\"0.5\n",
        "Expected comma-separated values in p.csv. Received: line 2, whose quotes do not close."
    )]
    [InlineData("image-classification", "p.txt", "0", "Expected a file named .json, .csv, .tsv or .jsonl. Received: ")]
    [InlineData("image-classification", "p.jsonl", "{}", "Expected a first line with format, names, rows and outputs in line 1 of p.jsonl. Received: {}")]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[1],"y_prob":[0.5]}""",
        "Expected y_true of multi-label-classification to be a list of 0 and 1 for each row, a number a label. Received: one number a row."
    )]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[[2,0]],"y_prob":[[0.5,0.5]]}""",
        "Expected targets of 0 or 1 in row 1 of the predictions. Received: 2."
    )]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[[1,0]],"y_prob":[[0.5,-0.1]]}""",
        "Expected probabilities from 0 to 1 in row 1 of the predictions. Received: -0.1."
    )]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[[1,0]],"y_prob":[[0.5]]}""",
        "Expected 2 probabilities in row 1 of the predictions. Received: 1."
    )]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[[1,0]],"y_prob":[[0.5,0.1]],"threshold":1.5}""",
        "Expected thresholds from 0 to 1. Received: 1.5."
    )]
    [InlineData(
        "multi-label-classification",
        "p.json",
        """{"y_true":[[1,0]],"y_prob":[[0.5,0.1]],"threshold":[0.5,0.5,0.5]}""",
        "Expected 2 thresholds in the decoding, one a label. Received: [0.5,0.5,0.5]."
    )]
    [InlineData("multi-label-classification", "p.csv", "true_a,true_b,prob_a,prob_c\n1,0,0.5,0.5\n", "Expected columns of a, c in p.csv. Received: a, b.")]
    [InlineData("regression", "p.json", """{"y_true":[1],"y_prob":[0.5]}""", "Expected y_pred, the predicted numbers, for regression. Received: y_prob.")]
    [InlineData("regression", "p.csv", "y_true,y_pred\nNaN,1\n2,3\n", "Expected finite numbers in row 1 of the predictions. Received: NaN.")]
    [InlineData("regression", "p.csv", "y_true,y_pred\na,b\n", "Expected y_true of regression to be numbers. Received: names.")]
    [InlineData("regression", "p.json", """{"y_true":[[1,2]],"y_pred":[[1]]}""", "Expected 2 predicted numbers in row 1 of the predictions. Received: 1.")]
    [InlineData(
        "translation",
        "p.json",
        "{}",
        "Expected a task of image-classification, multi-label-classification, object-detection, regression, text-classification. Received: translation."
    )]
    public async Task WhatCantBeJudged_IsRefused(string task, string name, string text, string sentence)
    {
        var path = Write(name, text);
        var (code, output, people) = await Commands.RunAsync("evaluate", "--task", task, "--predictions", path, "--json");
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(sentence.EndsWith(": ", StringComparison.Ordinal) ? $"{sentence}{path}.\n" : $"{sentence}\n", people);
    }

    [Theory]
    [InlineData("""{"y_true":[0,NaN],"y_prob":[0.5,0.5]}""")]
    [InlineData("""{"y_true":[0""")]
    public async Task WhatIsNoJson_IsRefused(string text)
    {
        var (code, _, people) = await Commands.RunAsync("evaluate", "--task", "image-classification", "--predictions", Write("p.json", text));
        Assert.Equal(2, code);
        Assert.StartsWith("Expected JSON in p.json. Received: ", people, StringComparison.Ordinal);
        Assert.Single(people.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("file,y_true\nx,0\n", "Expected as many rows of y_prob as of y_true. Received: 2 and 1.")]
    [InlineData("file,y_true\nx,0\nz,1\n", "Expected the truth of each file of p.csv in t.csv. Received: none of y.")]
    [InlineData("file,y_true\nx,0\nx,1\n", "Expected each file once in t.csv. Received: x twice.")]
    [InlineData("file,note\nx,0\ny,1\n", "Expected y_true in t.csv. Received: none.")]
    public async Task ATruthThatDoesNotFit_IsRefused(string truth, string sentence)
    {
        var (code, _, people) = await Commands.RunAsync(
            "evaluate",
            "--task",
            "image-classification",
            "--predictions",
            Write("p.csv", "file,y_prob\nx,0.5\ny,0.5\n"),
            "--truth",
            Write("t.csv", truth)
        );
        Assert.Equal((2, sentence + "\n"), (code, people));
    }

    [Fact]
    public async Task TheTruthTwice_IsRefused()
    {
        var (code, _, people) = await Commands.RunAsync(
            "evaluate",
            "--task",
            "image-classification",
            "--predictions",
            Write("p.csv", "y_true,y_prob\n0,0.5\n"),
            "--truth",
            Write("t.csv", "y_true\n0\n")
        );
        Assert.Equal((2, "Expected y_true in one file. Received: p.csv and t.csv with one each.\n"), (code, people));
    }

    [Theory]
    [InlineData("neither")]
    [InlineData("--task", "--task", "image-classification")]
    [InlineData("--predictions", "--predictions", "p.json")]
    [InlineData("--model, --task, --predictions", "--task", "image-classification", "--predictions", "p.json", "--model", "m.keras")]
    [InlineData("--part, --task, --predictions", "--task", "image-classification", "--predictions", "p.json", "--part", "test")]
    [InlineData("--model, --data, --truth", "--data", "d", "--model", "m.keras", "--truth", "t.csv")]
    [InlineData("--model", "--model", "m.keras")]
    public async Task NeitherWayWhole_IsRefused(string received, params string[] arguments)
    {
        var (code, output, people) = await Commands.RunAsync(["evaluate", .. arguments]);
        Assert.Equal((2, "", $"Expected --model and --data, or --task and --predictions. Received: {received}.\n"), (code, output, people));
    }

    [Fact]
    public async Task AFileThatIsNotThere_IsRefused()
    {
        var path = Path.Combine(_folder.Path, "none.csv");
        var (code, _, people) = await Commands.RunAsync("evaluate", "--task", "regression", "--predictions", path);
        Assert.Equal((2, $"Expected a file of predictions. Received: {path}, which is none.\n"), (code, people));
    }

    private async Task<JsonNode> Judge(string task, string name, string text, string? truth = null)
    {
        string[] beside = truth is null ? [] : ["--truth", Write("t.csv", truth)];
        var (code, output, people) = await Commands.RunAsync(["evaluate", "--task", task, "--predictions", Write(name, text), "--json", .. beside]);
        Assert.Equal((0, ""), (code, people));
        return JsonNode.Parse(output)!;
    }

    private static string WithoutFiles(JsonNode report)
    {
        var copy = report.DeepClone();
        foreach (var row in copy["predictions"]!.AsArray())
        {
            row!.AsObject().Remove("file");
        }
        return copy.ToJsonString();
    }

    private static IEnumerable<(string Task, string File)> Cases(string kind, string task) =>
        Directory
            .GetFiles(GoldenFile.Path($"metrics/{kind}"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(file => (task, $"metrics/{kind}/{Path.GetFileName(file)}"));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
