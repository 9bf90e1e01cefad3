using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Pictures;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Onnx;
using MlOpsDashboard.Workers.Tests.Training;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Runs of a detector, from a dataset version to an answer.</summary>
public sealed class DetectorRunTests
{
    [Theory]
    [InlineData("fcos", "none", 1, 1)]
    [InlineData("fcos", "all", 2, 1)]
    [InlineData("simple", "3", 1, 1)]
    [InlineData("mosaic", "all", 1, 1)]
    public void Run_StoppedWithinAnEpochAndResumed_EqualsTheUndisturbedRun(string head, string unfreeze, int epoch, int step)
    {
        using var folder = new SceneFolder();
        var spec = Spec(folder, head, unfreeze) with { Augmentation = [new ComponentSpec("RandomFlip"), new ComponentSpec("RandomZoom")] };
        SmallRun.AssertStoppedAndResumedIsTheSame(spec, folder.Out(""), epoch, step);
    }

    [Theory]
    [InlineData("fcos")]
    [InlineData("simple")]
    public void ANewHead_ReachesFromEveryPlace_AndHoldsObjectsForUnlikely(string head)
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new SceneFolder();
        var spec = TrainingSpecJson.Complete(Spec(folder, head, "all"));
        var task = new ObjectDetectionTask();
        using var model = task.Build(new ModelBuilder(new ModelFiles(), folder.Root), spec, task.Targets(spec, ["disc", "square"], []));
        var said = model.Core.Forward([torch.rand(1, 64, 64, 3) * 255], CallContext.Inference)[0];
        Assert.True(said.narrow(2, 0, 4).amin().item<float>() > 0);
        Assert.InRange(said.narrow(2, said.shape[2] - 2, 2).sigmoid().mean().item<float>(), 0.005, 0.02);
    }

    [Theory]
    [InlineData("fcos")]
    [InlineData("simple")]
    public async Task Predict_OfTheBestModel_SaysWhatTheRunWroteDown(string head)
    {
        using var folder = new SceneFolder();
        SmallRun.Run(Spec(folder, head, "all"), folder.Out("run"));
        var predictions = PredictionsFile.Read(folder.Out("run/predictions.jsonl"));
        var asked = await Commands.RunAsync("predict", "--model", folder.Out("run/best.keras"), "--input", folder.Pictures, "--json", "--threads", "1");
        Assert.True(asked.Code == 0, asked.People);
        var answers = JsonDocument
            .Parse(asked.Output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("file").GetString()!);
        Assert.Contains(predictions.Rows, row => row.Output.Count > 0);
        foreach (var row in predictions.Rows)
        {
            var said = DetectionRow.Read(row.Output, predictions.Names.Count);
            var objects = answers[row.Name].GetProperty("objects").EnumerateArray().ToArray();
            Assert.Equal(said.Count, objects.Length);
            foreach (var (found, answer) in said.Zip(objects))
            {
                Assert.Equal(predictions.Names[found.Class], answer.GetProperty("class").GetString());
                Assert.Equal(found.Score, answer.GetProperty("score").GetDouble(), 1e-4);
                double[] box = [found.Box.X1, found.Box.Y1, found.Box.X2, found.Box.Y2];
                Assert.Equal(box, answer.GetProperty("box").EnumerateArray().Select(side => side.GetDouble()), (a, b) => Math.Abs(a - b) < 0.05);
                // Pictures are 64 x 48, whatever the network takes.
                Assert.InRange(found.Box.X2, 0, 64);
                Assert.InRange(found.Box.Y2, 0, 48);
            }
        }
    }

    [Fact]
    public void FrozenBackbone_RunsOnceAPicture_AndTrainsAlike()
    {
        using var folder = new SceneFolder();
        var spec = Spec(folder, "fcos", "none");
        var events = new List<RunEvent>();
        var cached = SmallRun.Run(spec, folder.Out("cached"), events: events);
        var uncached = SmallRun.Run(spec, folder.Out("uncached"), cacheBytes: 0);
        Assert.Equal(uncached.WeightsHash, cached.WeightsHash);
        Assert.Equal(12, events.OfType<FeaturesEvent>().Single().Computed);
    }

    [Fact]
    public void MixedPrecision_TrainsAlike_WithAnswersInFloat32()
    {
        using var folder = new SceneFolder();
        var spec = Spec(folder, "fcos", "all");
        SmallRun.Run(spec, folder.Out("exact"));
        SmallRun.Run(spec with { Precision = "mixed_bfloat16" }, folder.Out("mixed"));
        var (exact, mixed) = (Losses("exact"), Losses("mixed"));
        Assert.Equal(exact[0], mixed[0], 0.05 * exact[0]);
        Assert.True(mixed[^1] < mixed[0]);
        using var network = ModelFile.Load(folder.Out("mixed/last.keras")).Network;
        Assert.All(["classes", "boxes", "centerness", "objects"], name => Assert.Equal("float32", network.GetLayer(name).DTypePolicy.Name));

        double[] Losses(string run) =>
            [.. JsonNode.Parse(File.ReadAllText(folder.Out($"{run}/history.json")))!["history"]!["loss"]!.AsArray().Select(value => (double)value!)];
    }

    [Fact]
    public void LastModel_IsReadBack_AndTrainedOnAsItIs()
    {
        using var folder = new SceneFolder();
        var spec = Spec(folder, "fcos", "all");
        SmallRun.Run(spec, folder.Out("run"));
        var further = spec with
        {
            Backbone = new BackboneSpec { File = folder.Out("run/last.keras") },
            Head = null,
            ContinueOptimizer = true,
        };
        var run = SmallRun.Run(further, folder.Out("further"));
        Assert.Equal("completed", run.Status);
        using var network = ModelFile.Load(folder.Out("further/last.keras")).Network;
        Assert.Equal(3, network.OutputShape.Rank);
    }

    [Fact]
    public async Task Evaluate_OfTheBestModel_SaysWhatTheRunSaid()
    {
        using var folder = new SceneFolder();
        SmallRun.Run(Spec(folder, "fcos", "all"), folder.Out("run"));
        var judged = await Commands.RunAsync(
            "evaluate",
            "--model",
            folder.Out("run/best.keras"),
            "--data",
            folder.Manifest,
            "--part",
            "validation",
            "--json",
            "--threads",
            "1"
        );
        Assert.True(judged.Code == 0, judged.People);
        var (run, now) = (JsonNode.Parse(File.ReadAllText(folder.Out("run/evaluation.json")))!, JsonNode.Parse(judged.Output)!);
        foreach (var (name, value) in run["metrics"]!["stats"]!.AsObject())
        {
            Assert.Equal((double)value!, (double)now["metrics"]!["stats"]![name]!, 1e-6);
        }
    }

    [Theory]
    [InlineData("fcos")]
    [InlineData("simple")]
    public async Task OnnxFile_FindsTheSameObjects(string head)
    {
        // The file knows nothing of what lies beside a picture in its frame: here nothing does.
        using var folder = new SceneFolder(height: 64);
        SmallRun.Run(Spec(folder, head, "all"), folder.Out("run"));
        var model = folder.Out("run/best.keras");
        var written = await Commands.RunAsync("convert", "--from", model, "--to", folder.Out("best.onnx"), "--threads", "1");
        Assert.True(written.Code == 0, written.People);
        using var scope = torch.NewDisposeScope();
        using var session = OnnxCheck.Open(folder.Out("best.onnx"));
        var pipeline = StoredPreprocessing.PipelineOf(model)!;
        var pictures = new PictureStore(new LabelledFiles(folder.Pictures, [], [new("000.png", 0), new("001.png", 0)]), pipeline.Format);
        var (shape, numbers) = OnnxCheck.Run(session, [pictures.Batch([0, 1], TestContext.Current.CancellationToken)]).Single();
        Assert.Equal(7, shape[1]);
        var asked = await Commands.RunAsync("predict", "--model", model, "--input", folder.Pictures, "--json", "--threads", "1");
        for (var i = 0; i < 2; i++)
        {
            var objects = JsonNode.Parse(asked.Output)!["predictions"]![i]!["objects"]!.AsArray();
            var rows = numbers.Chunk(7).Where(row => row[0] == i).ToArray();
            Assert.Equal(objects.Count, Math.Min(DetectionDecoding.MostObjects, rows.Length));
            foreach (var (found, row) in objects.Zip(rows))
            {
                Assert.Equal((double)found!["score"]!, row[2], 1e-4);
                Assert.Equal((string)found["class"]!, pipeline.ClassNames[(int)row[1]]);
                double[] box = [row[3], row[4], row[5], row[6]];
                Assert.Equal(found["box"]!.AsArray().Select(side => (double)side!), box, (a, b) => Math.Abs(a - b) < 0.01);
            }
        }
    }

    [Fact]
    public void Mosaics_ShowTheObjectsWhereTheirTargetsSay()
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new SceneFolder(pictures: 24);
        var files = DataSource.Open(folder.Manifest);
        var format = new PictureFormat(64, 64, Letterbox: true);
        var targets = new DetectorTargets(files.ClassNames, format, DetectionDecoding.Default);
        var examples = new PictureExamples(new PictureStore(files, format), targets) { Mosaic = 1 };
        Draw[] draws = [.. Enumerable.Range(0, 16).Select(i => new Draw(i, DrawKey.Of(1, 0, i)))];
        using var reader = examples.Read([draws], 0);
        var batch = reader.Next();
        var (points, classes) = (batch.Points!, batch.Targets[1]);
        var seen = 0;
        for (var i = 0; i < draws.Length; i++)
        {
            for (var k = 0; k < classes.shape[1] && classes[i, k].item<float>() is >= 0 and var kind; k++)
            {
                var corners = points[i].narrow(0, 4 * k, 4);
                var (x, y) = ((int)corners.select(1, 0).mean().item<float>(), (int)corners.select(1, 1).mean().item<float>());
                var (red, blue) = (batch.Inputs[0][i, y, x, 0].item<float>(), batch.Inputs[0][i, y, x, 2].item<float>());
                // Another object may lie above it; what is cut may have its middle beside it.
                seen += kind == 0 ? (red > 150 && blue < 100 ? 1 : 0) : (blue > 150 && red < 100 ? 1 : 0);
            }
        }
        var all = (int)classes.ge(0).sum().item<long>();
        Assert.True(all > 40 && seen > 0.85 * all, $"Of {all} objects {seen} have their colour in the middle.");
        Assert.Equal(examples.Targets(draws).Points!.data<float>().ToArray(), points.data<float>().ToArray());
    }

    [Fact]
    public void Training_FindsTheObjects()
    {
        using var folder = new SceneFolder(pictures: 36);
        var spec = Spec(folder, "fcos", "all");
        spec = spec with { Stages = [spec.Stages[0] with { Epochs = 40 }] };
        SmallRun.Run(spec, folder.Out("run"));
        var history = JsonDocument.Parse(File.ReadAllText(folder.Out("run/history.json"))).RootElement.GetProperty("history");
        var ap = history.GetProperty("val_ap").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.True(ap.Max() > 0.3, $"The best of {string.Join(", ", ap)}.");
    }

    internal static TrainingSpec Spec(SceneFolder folder, string head, string unfreeze)
    {
        var spec = new TrainingSpec
        {
            Task = "object-detection",
            Data = new DataSpec
            {
                Path = folder.Manifest,
                ImageSize = [64, 64],
                BatchSize = 4,
            },
            Backbone = new BackboneSpec { File = folder.Backbone(64) },
            Head = new HeadSpec(),
            Loss = new LossSpec { Class = "FCOSLoss" },
            Stages =
            [
                new StageSpec
                {
                    Epochs = 3,
                    Unfreeze = unfreeze switch
                    {
                        "none" => Unfreeze.None,
                        "all" => Unfreeze.All,
                        _ => Unfreeze.Last(3),
                    },
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 0.005)),
                },
            ],
        };
        // So low that something is found after a few epochs.
        spec = TaskMembers.With(spec, ObjectDetectionSpec.ScoreThreshold, 0.001);
        spec = TaskMembers.With(spec, ObjectDetectionSpec.Kind, head == "mosaic" ? "simple" : head);
        spec = head == "mosaic" ? TaskMembers.With(spec, ObjectDetectionSpec.Mosaic, 0.7) : spec;
        return head == "fcos" ? TaskMembers.With(TaskMembers.With(spec, ObjectDetectionSpec.Channels, 16), ObjectDetectionSpec.Convolutions, 1) : spec;
    }
}
