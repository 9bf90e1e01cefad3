using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData("adam_all")]
    [InlineData("adam_3")]
    [InlineData("sgd_momentum_all")]
    [InlineData("sgd_momentum_3")]
    [InlineData("adamw_all")]
    [InlineData("adamw_3")]
    public void History_OfAFileTrainedOn_EqualsKeras(string name)
    {
        var golden = GoldenFile.Read("carry_on/expected.json").GetProperty("cases").GetProperty(name);
        var spec = TrainingSpecJson.Parse(golden.GetProperty("spec").GetRawText()).Value!;
        spec = spec with
        {
            Data = spec.Data with { Path = GoldenFile.Path("carry_on/data") },
            Backbone = spec.Backbone with { File = GoldenFile.Path("carry_on/start.keras") },
        };
        using var folder = new PictureFolder(classes: 0);
        SmallRun.Run(spec, folder.Out("out"));
        var history = Read(folder.Out("out"), "history.json");
        Assert.Equal([0, 1, 2, 3], history.GetProperty("epoch").EnumerateArray().Select(e => e.GetInt32()));
        foreach (var metric in golden.GetProperty("history").EnumerateObject())
        {
            foreach (var (expected, actual) in metric.Value.EnumerateArray().Zip(history.GetProperty("history").GetProperty(metric.Name).EnumerateArray()))
            {
                Fidelity.Close(FidelitySection.Training, $"carry on: {name}", metric.Name, expected.GetDouble(), actual.GetDouble(), 1e-3, floor: 1e-3);
            }
        }
        using var last = ModelFile.Load(Path.Combine(folder.Out("out"), "last.keras"));
        var sum = last.Network.Weights.Sum(w => GoldenData.Values(w.Value).Sum(v => Math.Abs((double)v)));
        // AdamW divides by the gradient's size: the last bit of a small one, which another processor sums otherwise, moves a weight by a whole step.
        var expectedSum = golden.GetProperty("final_weights_sum").GetDouble();
        Assert.Equal(expectedSum, sum, 2e-4 * expectedSum);
    }

    [Fact]
    public void Run_ToItsEnd_LeavesEverything()
    {
        using var folder = new PictureFolder();
        var events = new List<RunEvent>();
        var result = SmallRun.Run(SmallRun.Spec(folder), folder.Out("out"), events: events);
        Assert.Equal("completed", result.Status);
        var names = Directory.EnumerateFileSystemEntries(folder.Out("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "best.keras",
                "checkpoint",
                "environment.json",
                "evaluation.json",
                "events.jsonl",
                "history.json",
                "last.keras",
                "predictions.jsonl",
                "preprocessing.json",
                "spec.json",
                "states",
            ],
            names
        );
        var finished = Assert.IsType<FinishedEvent>(events[^1]);
        var report = JsonSerializer.Deserialize<EvaluationReport>(
            File.ReadAllText(Path.Combine(folder.Out("out"), "evaluation.json")),
            JsonSerializerOptions.Web
        )!;
        var best = events.OfType<EpochEvent>().Single(e => e.Epoch == finished.BestEpoch);
        Assert.Equal("val_loss", finished.Monitor);
        Assert.Equal(best.Metrics["val_loss"], finished.BestValue);
        // What is read back from best.keras says of the validation pictures what the best epoch said of them.
        Assert.Equal(best.Metrics["val_loss"]!.Value, report.Loss!.Value, 1e-5);
        Assert.Equal(best.Metrics["val_accuracy"]!.Value, report.Accuracy!.Value, 1e-6);
        Assert.Equal(6, report.Samples);
        Assert.Equal(5, events.OfType<EpochEvent>().Count());
        Assert.Equal(2, events.OfType<StageEvent>().Count());
        Assert.Equal([(0, 1), (2, 4)], events.OfType<StageEvent>().Select(s => (s.FirstEpoch, s.LastEpoch)));
        Assert.All(events.OfType<EpochEvent>(), e => Assert.Equal(events.OfType<StageEvent>().Single(s => s.Index == e.Stage).FrozenHash, e.FrozenHash));
    }

    [Fact]
    public void BestModel_OfFeatureExtraction_SaysWhatKerasWouldSayOfIt()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 1 }], BatchNormMode = "inference" };
        SmallRun.Run(spec, folder.Out("out"));
        using var zip = System.IO.Compression.ZipFile.OpenRead(Path.Combine(folder.Out("out"), "best.keras"));
        Assert.Equal(["metadata.json", "config.json", "preprocessing.json", "model.weights.h5"], zip.Entries.Select(e => e.FullName));
        using var stream = zip.GetEntry("config.json")!.Open();
        var config = JsonDocument.Parse(stream).RootElement;
        var layers = config.GetProperty("config").GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(
            [
                "InputLayer",
                "Sequential",
                "Sequential",
                "GlobalAveragePooling2D",
                "BatchNormalization",
                "Dropout",
                "Dense",
                "BatchNormalization",
                "Dropout",
                "Dense",
            ],
            layers.Select(l => l.GetProperty("class_name").GetString())
        );
        Assert.Equal("data_augmentation", layers[1].GetProperty("name").GetString());
        Assert.False(layers[2].GetProperty("config").GetProperty("trainable").GetBoolean());
        Assert.Equal("{\"training\":false,\"mask\":null}", JsonSerializer.Serialize(layers[2].GetProperty("inbound_nodes")[0].GetProperty("kwargs")));
        Assert.Equal("Adam", config.GetProperty("compile_config").GetProperty("optimizer").GetProperty("class_name").GetString());
    }

    [Fact]
    public void Run_Twice_GivesTheSameWeights_AndAnotherSeedOthers()
    {
        using var folder = new PictureFolder();
        var first = SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"));
        Assert.Equal(first, SmallRun.Run(SmallRun.Spec(folder), folder.Out("b")));
        Assert.NotEqual(first.WeightsHash, SmallRun.Run(SmallRun.Spec(folder, seed: 1), folder.Out("c")).WeightsHash);
    }

    [Fact]
    public void Run_WithCachedActivations_EqualsOneWithout()
    {
        using var folder = new PictureFolder();
        // Plain gradient descent: Adam and batch statistics would magnify a difference in the last bit.
        var spec = SmallRun.Spec(folder) with
        {
            Augmentation = [],
            BatchNormMode = "inference",
            Head = new HeadSpec { Dropout = 0.3 },
            Stages = [.. SmallRun.Spec(folder).Stages.Select(stage => stage with { Optimizer = new ComponentSpec("SGD", ("learningRate", 0.01)) })],
        };
        var events = new List<RunEvent>();
        SmallRun.Run(spec, folder.Out("cached"), events: events);
        SmallRun.Run(spec, folder.Out("each"), cacheBytes: 0);
        Assert.Contains("once for each example", events.OfType<StartedEvent>().Single().Cache, StringComparison.Ordinal);
        var (a, b) = (Read(folder.Out("cached"), "history.json"), Read(folder.Out("each"), "history.json"));
        foreach (var metric in a.GetProperty("history").EnumerateObject())
        {
            foreach (var (x, y) in metric.Value.EnumerateArray().Zip(b.GetProperty("history").GetProperty(metric.Name).EnumerateArray()))
            {
                Assert.Equal(x.GetDouble(), y.GetDouble(), 1e-6);
            }
        }
    }

    [Fact]
    public void Run_WhoseLossIsNotFinite_Diverges_AndKeepsNoSuchEpoch()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Stages =
            [
                new StageSpec
                {
                    Epochs = 3,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("SGD", ("learningRate", 1e30)),
                },
            ],
        };
        var events = new List<RunEvent>();
        Assert.Equal("diverged", SmallRun.Run(spec, folder.Out("out"), events: events).Status);
        Assert.Equal("diverged", Assert.IsType<FinishedEvent>(events[^1]).Status);
        Assert.Contains(events.OfType<WarningEvent>(), w => w.Code == "diverged" && w.Sentence.Contains("epoch 1, step 2", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(folder.Out("out"), "best.keras")));
    }

    [Fact]
    public void Run_InMixedPrecision_StaysNearFloat32()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 1, Unfreeze = Unfreeze.All }] };
        var (exact, mixed) = (new List<RunEvent>(), new List<RunEvent>());
        SmallRun.Run(spec, folder.Out("exact"), events: exact);
        SmallRun.Run(spec with { Precision = "mixed_bfloat16" }, folder.Out("mixed"), events: mixed);
        var (a, b) = (exact.OfType<EpochEvent>().Single().Metrics["val_loss"]!.Value, mixed.OfType<EpochEvent>().Single().Metrics["val_loss"]!.Value);
        Assert.NotEqual(a, b);
        Assert.Equal(a, b, 0.05 * a);
        Assert.Contains(
            "bfloat16",
            Assert.Throws<RefusedException>(() => SmallRun.Run(spec with { Precision = "mixed_float16" }, folder.Out("half"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Run_OfAStoredDatasetVersion_EqualsThatOfItsFolder()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec { Epochs = 1 }] };
        var manifest = Manifest(folder);
        Assert.Equal(SmallRun.Run(spec, folder.Out("a")), SmallRun.Run(spec with { Data = spec.Data with { Path = manifest } }, folder.Out("b")));
    }

    private static string Manifest(PictureFolder folder)
    {
        var entries = new List<DatasetEntry>();
        foreach (var file in Directory.GetFiles(folder.Pictures, "*.png", SearchOption.AllDirectories).OrderDescending())
        {
            var bytes = File.ReadAllBytes(file);
            var sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
            Directory.CreateDirectory(folder.Out($"blobs/{sha[..2]}"));
            File.WriteAllBytes(folder.Out($"blobs/{sha[..2]}/{sha}"), bytes);
            var relative = Path.GetRelativePath(folder.Pictures, file).Replace('\\', '/');
            entries.Add(new DatasetEntry(relative, relative.Split('/')[0], bytes.Length, sha, 16, 16));
        }
        Directory.CreateDirectory(folder.Out("manifests"));
        var path = folder.Out("manifests/x.manifest.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new DatasetManifest(["class0", "class1", "class2"], entries), DatasetManifest.Json));
        return path;
    }

    [Fact]
    public void Run_ThatStopsImproving_StopsEarly_AndGoesBackToItsBest()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Stages = [new StageSpec { Epochs = 30, Optimizer = new ComponentSpec("SGD", ("learningRate", 1e-12)) }],
            Callbacks = [new ComponentSpec("EarlyStopping", ("monitor", "val_accuracy"), ("patience", 2), ("restoreBestWeights", true))],
        };
        var events = new List<RunEvent>();
        Assert.Equal("stopped_early", SmallRun.Run(spec, folder.Out("out"), events: events).Status);
        Assert.Equal(3, events.OfType<EpochEvent>().Count());
        Assert.Equal(0, Assert.IsType<FinishedEvent>(events[^1]).BestEpoch);
    }

    [Fact]
    public void Run_ThatCannotBegin_IsRefused()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        Assert.Throws<RefusedException>(() => SmallRun.Run(spec with { Data = spec.Data with { Path = folder.Out("nowhere") } }, folder.Out("out")));
        Assert.Contains("fit the input", Refusal(folder, spec with { Data = spec.Data with { ImageSize = [32, 32] } }), StringComparison.Ordinal);
        Assert.Contains("softmax", Refusal(folder, spec with { Head = null }), StringComparison.Ordinal);
        Assert.Contains(
            "at most the 7 layers",
            Refusal(folder, spec with { Stages = [new StageSpec { Unfreeze = Unfreeze.Last(99) }] }),
            StringComparison.Ordinal
        );
    }

    private static string Refusal(PictureFolder folder, TrainingSpec spec) =>
        Assert.Throws<RefusedException>(() => SmallRun.Run(spec, folder.Out("out"))).Message;

    private static JsonElement Read(string folder, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;
}
