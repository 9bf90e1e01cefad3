using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Import;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Photographs with an EXIF orientation through every verb: a model sees them in use as it saw them in training.</summary>
public sealed class OrientationVerbTests
{
    [Theory]
    [InlineData("apply", true)]
    [InlineData("ignore", false)]
    public async Task AModel_TurnsWhatItWasTrainedOnTurned(string orientation, bool turns)
    {
        using var folder = new PictureFolder(2, perClass: 2);
        AddPhotographs(folder, 12);
        var (code, output, people) = await Commands.RunAsync(
            "import",
            "--from",
            folder.Pictures,
            "--store",
            folder.Out("store"),
            "--orientation",
            orientation,
            "--json"
        );
        Assert.True(code == 0, people);
        Assert.Contains(
            turns ? "24 pictures are turned as their EXIF orientation says." : "24 pictures have an EXIF orientation that is ignored",
            people,
            StringComparison.Ordinal
        );
        var manifest = JsonDocument.Parse(output).RootElement.GetProperty("manifestFile").GetString()!;
        var run = Train(folder, manifest, "run");
        Assert.Empty(run.Said);
        Assert.Equal(turns, run.Pipeline.Turns);
        Assert.Equal(turns, File.ReadAllText(folder.Out("run/preprocessing.json")).Contains("turnsByExif", StringComparison.Ordinal));

        // The files themselves, by the model alone, as its evaluation had them.
        var model = folder.Out("run/best.keras");
        (code, output, people) = await Commands.RunAsync("predict", "--model", model, "--input", folder.Pictures, "--json", "--threads", "1");
        Assert.True(code == 0, people);
        Assert.Equal(!turns, people.Contains("24 of 28 pictures have an EXIF orientation, which this model's preprocessing ignores", StringComparison.Ordinal));
        var answers = JsonDocument
            .Parse(output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("file").GetString()!, p => Numbers(p.GetProperty("probabilities")));
        var evaluation = Training.Classes.ReadReport(folder.Out("run/evaluation.json"));
        Assert.Contains(evaluation.Predictions, p => p.File.EndsWith(".jpg", StringComparison.Ordinal));
        Assert.All(evaluation.Predictions, p => Assert.Equal(p.Probabilities, answers[p.File], (a, b) => Math.Abs(a - b) < 1e-5));

        // A data set is judged as the model is used, however the data set is laid.
        foreach (var other in new[] { "apply", "ignore" })
        {
            (_, output, _) = await Commands.RunAsync("import", "--from", folder.Pictures, "--store", folder.Out("store"), "--orientation", other, "--json");
            var data = JsonDocument.Parse(output).RootElement.GetProperty("manifestFile").GetString()!;
            (code, output, people) = await Commands.RunAsync("evaluate", "--model", model, "--data", data, "--json", "--threads", "1");
            Assert.True(code == 0, people);
            var judged = JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray().ToList();
            Assert.All(
                judged,
                p => Assert.Equal(answers[p.GetProperty("file").GetString()!], Numbers(p.GetProperty("probabilities")), (a, b) => Math.Abs(a - b) < 1e-5)
            );
        }
    }

    /// <summary>Folders and tables are read as Keras reads them, and it is said.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TrainingOnAFolderOrTable_KeepsKerassBehaviour_AndSaysSo(bool isTable)
    {
        using var folder = new PictureFolder(2, perClass: 5);
        AddPhotographs(folder, 3);
        var data = folder.Pictures;
        if (isTable)
        {
            data = folder.Out("table.csv");
            File.WriteAllLines(
                data,
                [
                    "file,label",
                    .. Directory
                        .GetFiles(folder.Pictures, "*", SearchOption.AllDirectories)
                        .Select(f => $"{Path.GetRelativePath(folder.Root, f)},{Path.GetFileName(Path.GetDirectoryName(f))}"),
                ]
            );
        }
        var run = Train(folder, data, "run");
        Assert.Equal("6 of 16 pictures have an EXIF orientation that Keras ignores, and so does this run; `mlops import` applies it.", Assert.Single(run.Said));
        Assert.False(run.Pipeline.Turns);
        var model = folder.Out("run/best.keras");
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", model, "--data", data, "--json");
        Assert.True(code == 0, people);
        Assert.Contains("6 of 16 pictures have an EXIF orientation", people, StringComparison.Ordinal);
        (code, output, people) = await Commands.RunAsync(
            "predict",
            "--model",
            model,
            "--input",
            Directory.GetFiles(folder.Pictures, "*.jpg", SearchOption.AllDirectories)[0],
            "--json"
        );
        Assert.True(code == 0, people);
        Assert.Contains("The picture has an EXIF orientation, which this model's preprocessing ignores", people, StringComparison.Ordinal);
        (_, _, people) = await Commands.RunAsync(
            "predict",
            "--model",
            model,
            "--input",
            Directory.GetFiles(folder.Pictures, "*.png", SearchOption.AllDirectories)[0],
            "--json"
        );
        Assert.DoesNotContain("EXIF", people, StringComparison.Ordinal);
    }

    [Fact]
    public void PicturesThatKerasDoesNotTake_AreLeftOut_AndNamed()
    {
        using var folder = new PictureFolder(2, perClass: 5);
        using var image = TestPictures.Picture(1, 16, 16);
        File.WriteAllBytes(Path.Combine(folder.Pictures, "class0", "more.WEBP"), image.WebpsaveBuffer());
        File.WriteAllBytes(Path.Combine(folder.Pictures, "class1", "more.tif"), image.TiffsaveBuffer());
        File.WriteAllBytes(Path.Combine(folder.Pictures, "class1", "more.tiff"), image.TiffsaveBuffer());
        File.WriteAllText(Path.Combine(folder.Pictures, "class1", "notes.txt"), "");
        var listed = ClassFolders.List(folder.Pictures);
        Assert.Equal(10, listed.Files.Count);
        Assert.Equal("3 pictures (.tif, .tiff, .webp) left out, as Keras does; `mlops import` reads them.", PictureNotices.LeftOut(listed));
        Assert.Equal(PictureNotices.LeftOut(listed), Assert.Single(Train(folder, folder.Pictures, "run").Said));
    }

    /// <summary>A run that goes on meets its pictures turned as before.</summary>
    [Fact]
    public async Task ARun_DoesNotGoOn_WithPicturesTurnedOtherwise()
    {
        using var folder = new PictureFolder(2, perClass: 4);
        AddPhotographs(folder, 4);
        var manifests = new List<string>();
        foreach (var orientation in new[] { "apply", "ignore" })
        {
            var (_, output, _) = await Commands.RunAsync(
                "import",
                "--from",
                folder.Pictures,
                "--store",
                folder.Out("store"),
                "--orientation",
                orientation,
                "--json"
            );
            manifests.Add(JsonDocument.Parse(output).RootElement.GetProperty("manifestFile").GetString()!);
        }
        using var stop = new CancellationTokenSource();
        var spec = SmallRun.Spec(folder) with { Data = SmallRun.Spec(folder).Data with { Path = manifests[0] } };
        SmallRun.Run(
            spec,
            folder.Out("run"),
            e =>
            {
                if (e is Core.Runs.EpochEvent)
                    stop.Cancel();
            },
            stop: stop
        );
        var other = spec with { Data = spec.Data with { Path = manifests[1] } };
        var refused = Assert.Throws<Core.RefusedException>(() => SmallRun.Run(other, folder.Out("run"), resume: true));
        Assert.Equal("training.resume.pictures.changed", refused.Reason.Code);
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out("run"), resume: true).Status);
    }

    private static (IReadOnlyList<string> Said, PicturePipeline Pipeline) Train(PictureFolder folder, string data, string name)
    {
        var said = new List<string>();
        var small = SmallRun.Spec(folder);
        var spec = small with { Data = small.Data with { Path = data }, Stages = [small.Stages[0]], Augmentation = [] };
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out(name), with: options => options with { Notice = said.Add }).Status);
        return (said, PicturePipeline.Parse(File.ReadAllText(folder.Out($"{name}/preprocessing.json")), "it"));
    }

    // Light above, dark below in one class, the other way round in the other, lying on their side: which is which shows only upright.
    private static void AddPhotographs(PictureFolder folder, int perClass)
    {
        for (var c = 0; c < 2; c++)
        {
            for (var i = 0; i < perClass; i++)
            {
                using var noise = TestPictures.Picture((c * 100) + i, 40, 24);
                File.WriteAllBytes(
                    Path.Combine(folder.Pictures, $"class{c}", $"photo{i}.jpg"),
                    TestPictures.Oriented(noise.JpegsaveBuffer(), 2 + ((i + c) % 7))
                );
            }
        }
    }

    private static float[] Numbers(JsonElement row) => [.. row.EnumerateArray().Select(v => v.GetSingle())];
}
