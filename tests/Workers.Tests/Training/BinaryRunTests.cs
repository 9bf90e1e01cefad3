using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Two classes, one sigmoid unit; and label modes, class order and the compile config of each loss.</summary>
public sealed class BinaryRunTests
{
    [Fact]
    public void Loss_OfALogit_IsKerass()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (tensor(new[] { -3f, 0.5f, 40f, -40f }).unsqueeze(1), tensor(new long[] { 0, 1, 0, 1 }));
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        double[] x = [-3, 0.5];
        double[] y = [0, 1];
        var plain = GoldenData.Values(new BinaryCrossentropy().PerSample(logits, labels));
        var smooth = GoldenData.Values(new BinaryCrossentropy(0.2).PerSample(logits, labels));
        var focal = GoldenData.Values(new BinaryFocalCrossentropy(0.3, 2, balance: true).PerSample(logits, labels));
        for (var i = 0; i < 2; i++)
        {
            var p = Sigmoid(x[i]);
            Assert.Equal(-((y[i] * Math.Log(p)) + ((1 - y[i]) * Math.Log(1 - p))), plain[i], 1e-6);
            var s = (y[i] * 0.8) + 0.1;
            Assert.Equal(-((s * Math.Log(p)) + ((1 - s) * Math.Log(1 - p))), smooth[i], 1e-6);
            var right = y[i] == 1 ? p : 1 - p;
            Assert.Equal((y[i] == 1 ? 0.3 : 0.7) * (1 - right) * (1 - right) * -Math.Log(right), focal[i], 1e-6);
        }
        // Far out the logit keeps its digits, where a clipped probability would not.
        Assert.Equal([40f, 40f], plain[2..]);
    }

    [Fact]
    public void FocalLoss_WithGammaZero_IsCrossentropy()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (randn(9, 1), arange(9) % 2);
        Assert.True(new BinaryFocalCrossentropy(gamma: 0).PerSample(logits, labels).allclose(new BinaryCrossentropy().PerSample(logits, labels)));
    }

    [Theory]
    [InlineData("SparseCategoricalCrossentropy", 0, "\"sparse_categorical_crossentropy\"")]
    [InlineData("CategoricalCrossentropy", 0, "\"categorical_crossentropy\"")]
    [InlineData("BinaryCrossentropy", 0, "\"binary_crossentropy\"")]
    [InlineData(
        "CategoricalCrossentropy",
        0.1,
        "{\"module\":\"keras.losses\",\"class_name\":\"CategoricalCrossentropy\",\"config\":{\"name\":\"categorical_crossentropy\",\"reduction\":\"sum_over_batch_size\",\"from_logits\":false,\"label_smoothing\":0.1,\"axis\":-1},\"registered_name\":null}"
    )]
    [InlineData(
        "BinaryFocalCrossentropy",
        0,
        "{\"module\":\"keras.losses\",\"class_name\":\"BinaryFocalCrossentropy\",\"config\":{\"name\":\"binary_focal_crossentropy\",\"reduction\":\"sum_over_batch_size\",\"from_logits\":false,\"label_smoothing\":0,\"axis\":-1,\"apply_class_balancing\":false,\"alpha\":0.25,\"gamma\":2},\"registered_name\":null}"
    )]
    public void CompileConfig_OfEachLoss_IsKerass(string loss, double smoothing, string json) =>
        Assert.Equal(json, ClassificationLoss.Of(new LossSpec { Class = loss, LabelSmoothing = smoothing }).ToCompileConfig().ToJsonString());

    [Theory]
    [InlineData("BinaryCrossentropy")]
    [InlineData("BinaryFocalCrossentropy")]
    public async Task Run_OfTwoClasses_LearnsJudgesAndPredicts(string loss)
    {
        using var folder = new PictureFolder(classes: 2, perClass: 12);
        var spec = SmallRun.Spec(folder) with
        {
            Loss = new LossSpec { Class = loss },
            Augmentation = [new ComponentSpec("MixUp")],
            BatchNormMode = "inference",
        };
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out("run")).Status);
        var best = Path.Combine(folder.Out("run"), "best.keras");
        using (var network = ModelFile.Load(best).Network)
        {
            Assert.Equal((1L, "sigmoid"), (network.OutputShape[1], network.FinalActivation));
        }
        Assert.Contains(loss == "BinaryCrossentropy" ? "\"binary_crossentropy\"" : "\"BinaryFocalCrossentropy\"", Config(best), StringComparison.Ordinal);
        var report = JsonSerializer.Deserialize<EvaluationReport>(
            File.ReadAllText(Path.Combine(folder.Out("run"), "evaluation.json")),
            new JsonSerializerOptions(JsonSerializerDefaults.Web)
        )!;
        Assert.All(report.Predictions, p => Assert.Equal(1f, p.Probabilities.Sum(), 1e-5f));
        var history = RunHistory.FromJson(JsonSerializer.Deserialize<HistoryJson>(File.ReadAllText(Path.Combine(folder.Out("run"), "history.json")))!);
        Assert.Equal(history.Metrics["val_accuracy"][report.Epoch!.Value], report.Accuracy!.Value, 1e-6);
        Assert.Equal(history.Metrics["val_loss"][report.Epoch!.Value], report.Loss!.Value, 1e-5);
        Assert.Equal("binary", TrainingSpecJson.Parse(File.ReadAllText(Path.Combine(folder.Out("run"), "spec.json"))).Value!.Data.LabelMode);

        // The same picture through the command line: class and both probabilities.
        var picture = report.Predictions[0];
        var (code, output, people) = await Commands.RunAsync("predict", "--model", best, "--input", Path.Combine(folder.Pictures, picture.File), "--json");
        Assert.True(code == 0, people);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["class0", "class1"], answer.GetProperty("classes").EnumerateArray().Select(e => e.GetString()));
        var predicted = answer.GetProperty("predictions")[0];
        Assert.Equal("class" + picture.Predicted, predicted.GetProperty("class").GetString());
        Assert.Equal(
            picture.Probabilities.Select(p => Math.Round(p, 5)),
            predicted.GetProperty("probabilities").EnumerateArray().Select(p => Math.Round(p.GetSingle(), 5))
        );
        (code, output, people) = await Commands.RunAsync("evaluate", "--model", best, "--data", folder.Pictures, "--json");
        Assert.True(code == 0, people);
        Assert.Equal(24, JsonDocument.Parse(output).RootElement.GetProperty("samples").GetInt32());
    }

    [Fact]
    public void Run_ThatKeepsASigmoidClassifier_CarriesOn_AndASoftmaxIsRefused()
    {
        using var folder = new PictureFolder(classes: 2);
        var spec = SmallRun.Spec(folder) with
        {
            Loss = new LossSpec { Class = "BinaryCrossentropy" },
            Augmentation = [],
        };
        SmallRun.Run(spec, folder.Out("first"));
        var on = spec with
        {
            Backbone = new BackboneSpec { File = Path.Combine(folder.Out("first"), "best.keras") },
            Head = null,
            Callbacks = [],
            Stages =
            [
                new StageSpec
                {
                    Epochs = 1,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("SGD"),
                },
            ],
        };
        Assert.Equal("completed", SmallRun.Run(on, folder.Out("second")).Status);
        var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(on with { Loss = new LossSpec() }, folder.Out("third")));
        Assert.Contains("2 outputs and a softmax", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<RefusedException>(() => SmallRun.Run(on with { Stages = [new StageSpec { Epochs = 1 }] }, folder.Out("fourth")));
        Assert.Contains("something trains. Received: unfreeze none", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfThreeClasses_IsRefused()
    {
        using var folder = new PictureFolder();
        var refused = Assert.Throws<RefusedException>(() =>
            SmallRun.Run(SmallRun.Spec(folder) with { Loss = new LossSpec { Class = "BinaryCrossentropy" } }, folder.Out("a"))
        );
        Assert.Contains("exactly 2 classes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithClassesInAnotherOrder_NumbersThemSo()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with { Data = spec.Data with { ClassNames = ["class2", "class0"] } };
        SmallRun.Run(spec, folder.Out("run"));
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Out("run"), "evaluation.json")))!;
        Assert.Equal(["class2", "class0"], report["classNames"]!.AsArray().Select(n => (string?)n));
        Assert.All(report["predictions"]!.AsArray(), p => Assert.Equal((int)p!["actual"]! == 0 ? "class2" : "class0", ((string)p["file"]!).Split('/')[0]));
        var refused = Assert.Throws<RefusedException>(() =>
            SmallRun.Run(spec with { Data = spec.Data with { ClassNames = ["class0", "dog"] } }, folder.Out("b"))
        );
        Assert.StartsWith(
            "The `class_names` passed did not match the names of the subdirectories of the target directory. Expected: ['class0', 'class1', 'class2']",
            refused.Message,
            StringComparison.Ordinal
        );
        Directory.Delete(Path.Combine(folder.Pictures, "class1"), recursive: true);
        var (code, output, people) = await Commands.RunAsync(
            "evaluate",
            "--model",
            Path.Combine(folder.Out("run"), "best.keras"),
            "--data",
            folder.Pictures,
            "--json"
        );
        Assert.True(code == 0, people);
        Assert.Equal("class2", JsonNode.Parse(output)!["classNames"]![0]!.ToString());
    }

    private static string Config(string model)
    {
        using var zip = ZipFile.OpenRead(model);
        using var reader = new StreamReader(zip.GetEntry("config.json")!.Open());
        return reader.ReadToEnd();
    }
}
