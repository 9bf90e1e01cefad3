using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A run goes on with the pictures that it was begun with, and a dataset's pictures are what the dataset lists: anything else is refused with the
/// picture's name.</summary>
public sealed class RunPicturesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Changes =>
        new()
        {
            { "new", "training.resume.pictures.new" },
            { "missing", "training.resume.pictures.missing" },
            { "longer", "training.resume.pictures.changed" },
            { "swapped", "training.resume.pictures.changed" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Resume_WithOtherPictures_IsRefused(string change, string code)
    {
        using var folder = new PictureFolder();
        Begin(folder);
        var files = Directory.GetFiles(folder.Pictures, "*", SearchOption.AllDirectories).Order().ToArray();
        var one = files[0];
        switch (change)
        {
            case "new":
                File.Copy(one, Path.Combine(Path.GetDirectoryName(one)!, "zz" + Path.GetExtension(one)));
                break;
            case "missing":
                File.Delete(one);
                break;
            case "longer":
                File.AppendAllText(one, " ");
                break;
            default:
                // As long as before: only its content tells.
                Flip(one);
                break;
        }
        foreach (
            var resumed in new[]
            {
                () => SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"), resume: true),
                () => SmallRun.Run(SmallRun.Spec(folder), folder.Out("b"), with: options => options with { ResumeFrom = folder.Out("a") }),
            }
        )
        {
            var refused = Assert.Throws<RefusedException>(resumed);
            Assert.Equal(code, refused.Reason.Code);
            Assert.Contains(folder.Out("a"), refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resume_WithTheSamePicturesElsewhere_GoesOn()
    {
        using var folder = new PictureFolder();
        Begin(folder);
        var moved = folder.Out("moved");
        Directory.Move(folder.Pictures, moved);
        var spec = SmallRun.Spec(folder);
        Assert.NotEqual("cancelled", SmallRun.Run(spec with { Data = spec.Data with { Path = moved } }, folder.Out("a"), resume: true).Status);
    }

    // As every data folder from before such lists has it.
    [Fact]
    public void Resume_OfARunWithoutAList_GoesOn()
    {
        using var folder = new PictureFolder();
        Begin(folder);
        File.Delete(Path.Combine(folder.Out("a"), "checkpoint", RunPictures.FileName));
        File.Delete(Directory.GetFiles(folder.Pictures, "*", SearchOption.AllDirectories)[0]);
        Assert.NotEqual("cancelled", SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"), resume: true).Status);
    }

    [Fact]
    public void Resume_WithADamagedList_GoesOn_AndSaysSo()
    {
        using var folder = new PictureFolder();
        Begin(folder);
        Flip(Path.Combine(folder.Out("a"), "checkpoint", RunPictures.FileName));
        var events = new List<RunEvent>();
        Assert.NotEqual("cancelled", SmallRun.Run(SmallRun.Spec(folder), folder.Out("a"), resume: true, events: events).Status);
        Assert.Contains(events, e => e is WarningEvent { Code: "pictures-unknown" });
    }

    [Fact]
    public async Task APictureOfADatasetWithAnotherContent_IsRefusedByTrainingAndEvaluation()
    {
        using var folder = new PictureFolder();
        var manifest = Manifest(folder, out var blobs);
        var spec = SmallRun.Spec(folder) with { Stages = [new StageSpec()] };
        spec = spec with { Data = spec.Data with { Path = manifest } };
        SmallRun.Run(spec, folder.Out("good"));
        foreach (var change in (Action<string>[])[Flip, path => File.WriteAllBytes(path, TestPictures.Png(99, 16, 16))])
        {
            var blob = blobs.Keys.Order().First();
            var kept = File.ReadAllBytes(blob);
            change(blob);
            var refused = Assert.Throws<RefusedException>(() => SmallRun.Run(spec, folder.Out("a")));
            Assert.Equal(("picture.changed", blobs[blob]), (refused.Reason.Code, refused.Reason.Find("picture")!.Text));
            var (code, _, people) = await Commands.RunAsync("evaluate", "--model", Path.Combine(folder.Out("good"), "best.keras"), "--data", manifest);
            Assert.Equal(2, code);
            Assert.Contains($"Expected {blobs[blob]} to have the content that its dataset lists", people, StringComparison.Ordinal);
            Assert.Contains("Import the picture again", people, StringComparison.Ordinal);
            // What was decoded before does not stand for it either.
            var cached = Assert.Throws<RefusedException>(() => SmallRun.Run(spec, folder.Out("b"), features: folder.Out("features")));
            Assert.Equal("picture.changed", cached.Reason.Code);
            File.WriteAllBytes(blob, kept);
        }
        Assert.Equal(0, (await Commands.RunAsync("evaluate", "--model", Path.Combine(folder.Out("good"), "best.keras"), "--data", manifest)).Code);
    }

    [Fact]
    public async Task EveryVerb_FindsAModelsPreprocessingAlike()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder) with { Stages = [new StageSpec()] }, folder.Out("run"));
        var best = Path.Combine(folder.Out("run"), "best.keras");
        // A copy carries it within; a format that has no place for it does not.
        var (copy, bare) = (Path.Combine(folder.Out("run"), "other.keras"), Path.Combine(folder.Out("run"), "bare.h5"));
        File.Copy(best, copy);
        Assert.Equal(0, (await Commands.RunAsync("convert", "--from", best, "--to", bare)).Code);
        Assert.NotNull(StoredPreprocessing.PipelineOf(best));
        Assert.Equal(StoredPreprocessing.JsonOf(best), StoredPreprocessing.JsonOf(copy));
        Assert.Null(StoredPreprocessing.PipelineOf(bare));
        foreach (var (model, isStored) in new[] { (best, true), (copy, true), (bare, false) })
        {
            string[][] verbs =
            [
                ["predict", "--model", model, "--input", folder.Pictures],
                ["evaluate", "--model", model, "--data", folder.Pictures],
                ["convert", "--from", model, "--to", folder.Out("m.onnx"), "--preprocessing", "include"],
            ];
            foreach (var verb in verbs)
            {
                var (code, _, people) = await Commands.RunAsync(verb);
                Assert.True(code == 0, people);
                Assert.Equal(!isStored, people.Contains("No preprocessing is stored beside", StringComparison.Ordinal));
            }
        }
    }

    private static void Begin(PictureFolder folder)
    {
        using var stop = new CancellationTokenSource();
        var status = SmallRun
            .Run(
                SmallRun.Spec(folder),
                folder.Out("a"),
                e =>
                {
                    if (e is CheckpointEvent { Epoch: 1 })
                    {
                        stop.Cancel();
                    }
                },
                stop: stop
            )
            .Status;
        Assert.Equal("cancelled", status);
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static string Manifest(PictureFolder folder, out Dictionary<string, string> blobs)
    {
        var files = ClassFolders.List(folder.Pictures);
        blobs = [];
        var entries = new List<DatasetEntry>();
        for (var i = 0; i < files.Files.Count; i++)
        {
            var bytes = File.ReadAllBytes(files.FullPath(i));
            var sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
            var at = folder.Out(Path.Combine("blobs", sha[..2], sha));
            Directory.CreateDirectory(Path.GetDirectoryName(at)!);
            File.WriteAllBytes(at, bytes);
            blobs[at] = files.Files[i].Path;
            entries.Add(new DatasetEntry(files.Files[i].Path, files.ClassNames[files.Files[i].Label], bytes.Length, sha, 16, 16));
        }
        var path = folder.Out("manifest.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new DatasetManifest(files.ClassNames, entries) { BlobRoot = "blobs" }, DatasetManifest.Json));
        return path;
    }
}
