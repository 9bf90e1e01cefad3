using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Tests.Import;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Samples;

/// <summary>Samples of several labels and of numbers.</summary>
public sealed class TargetSampleTests
{
    private static readonly SampleCatalog Catalog = new();

    [Theory]
    [InlineData("emoji-attributes", DatasetKinds.Labels, 19)]
    [InlineData("emoji-brightness", DatasetKinds.Numbers, 2)]
    public async Task Sample_IsListed_Written_AndImported(string name, string kind, int names)
    {
        var listed = Assert.Single(Catalog.List(), sample => sample.Name == name);
        Assert.Equal((kind, names), (listed.Kind, listed.Classes));
        using var bench = new ImportBench();
        var pictures = Write(SampleCatalog.Get(name), bench["sample"]);
        Assert.Equal(listed.Pictures, pictures);
        var finished = await bench.ImportAsync(bench["sample"]);
        Assert.Null(finished.Refusal);
        Assert.Equal((kind, names), (finished.Report.Kind, finished.Report.Classes.Count));
        Assert.Equal(pictures, finished.Report.Kept);
        Assert.Empty(finished.Report.Refused);
        Assert.DoesNotContain(finished.Report.Warnings, warning => warning.Code is WarningCodes.ConstantNumber or WarningCodes.LabelOfAllOrNone);
        if (kind == DatasetKinds.Labels)
        {
            Assert.All(finished.Report.Classes, label => Assert.InRange(label.Count, 15, pictures / 2));
            Assert.True(ImportBench.Manifest(finished).Entries.Average(entry => entry.Labels!.Count) > 2);
        }
        else
        {
            Assert.All(
                finished.Report.Numbers!,
                number =>
                    Assert.True(
                        number.Min >= 0 && number.Max <= 1 && number.Max - number.Min > 0.5 && number.Histogram.Count(bar => bar > 0) > 5,
                        number.ToString()
                    )
            );
        }
    }

    [Fact]
    public void Attributes_AreWhatOneSees()
    {
        using var folder = new TemporaryFolder();
        Write(SampleCatalog.Get("emoji-attributes"), folder.Path);
        var labels = File.ReadLines(folder["labels.csv"]).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => cells[1].Split('|'));
        Assert.Equal(["food", "red"], labels["pictures/red-apple.png"].Intersect(["food", "red", "blue", "face"]));
        Assert.Contains("face", labels["pictures/dog-face.png"]);
        Assert.Contains("yellow", labels["pictures/banana.png"]);
    }

    [Fact]
    public void Numbers_AreThoseOfThePixels()
    {
        using var folder = new TemporaryFolder();
        Write(SampleCatalog.Get("emoji-brightness") with { PerClass = 2 }, folder.Path);
        foreach (var cells in File.ReadLines(folder["numbers.csv"]).Skip(1).Select(line => line.Split(',')))
        {
            var pixels = PictureDecoder.Decode(folder[cells[0]], "rgb").Pixels.Chunk(3).Where(pixel => pixel.Any(value => value < 250)).ToList();
            Assert.Equal(pixels.Count / (128.0 * 128), double.Parse(cells[2], CultureInfo.InvariantCulture), 1e-4);
            Assert.Equal(
                pixels.Average(p => (0.2126 * p[0]) + (0.7152 * p[1]) + (0.0722 * p[2])) / 255,
                double.Parse(cells[1], CultureInfo.InvariantCulture),
                1e-4
            );
        }
    }

    [Fact]
    public void Attributes_AreLearnt_InAShortTraining()
    {
        var (first, last) = Train("emoji-attributes", "multi-label-classification", 8, "val_f1_micro");
        Assert.True(last > 0.3 && last > first + 0.1, $"f1_micro from {first} to {last}");
    }

    [Fact]
    public void Brightness_IsLearnt_InAShortTraining()
    {
        var (first, last) = Train("emoji-brightness", "regression", 8, "val_r2");
        Assert.True(last > 0.5 && last > first + 0.1, $"r2 from {first} to {last}");
    }

    /// <summary>The metric after the first epoch and after the last.</summary>
    private static (double First, double Last) Train(string sample, string task, int epochs, string metric)
    {
        using var folder = new PictureFolder(classes: 0);
        Write(SampleCatalog.Get(sample) with { PerClass = 40 }, folder.Out("data"));
        var spec = TrainingSpecJson
            .Parse(
                $$"""
                {
                  "task": "{{task}}", "data": { "path": "{{Directory.GetFiles(folder.Out("data"), "*.csv")[
                    0
                ]}}", "imageSize": [32, 32], "batchSize": 16, "validationSplit": 0.2 },
                  "backbone": { "file": "{{Network(folder.Out("start.keras"))}}" },
                  "stages": [{ "epochs": {{epochs}}, "unfreeze": "all", "optimizer": { "class": "Adam", "learningRate": 0.005 } }]
                }
                """
            )
            .Value!;
        var events = new List<RunEvent>();
        SmallRun.Run(spec, folder.Out("out"), events: events);
        double[] values = [.. events.OfType<EpochEvent>().Select(epoch => epoch.Metrics[metric]!.Value)];
        return (values[0], values[^1]);
    }

    private static string Network(string path)
    {
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(32, 32, 3),
            new Rescaling(1 / 127.5, -1),
            new Conv2D(16, 3, activation: "relu"),
            new MaxPooling2D(2),
            new Conv2D(24, 3, activation: "relu"),
            new MaxPooling2D(2),
            new Conv2D(32, 3, activation: "relu"),
        ]);
        network.Initialize(5);
        KerasFile.Save(network, path);
        return path;
    }

    private static int Write(SampleSet sample, string folder) =>
        new SampleWriter(Catalog, TimeProvider.System).Write(sample, folder, _ => { }, TestContext.Current.CancellationToken);
}
