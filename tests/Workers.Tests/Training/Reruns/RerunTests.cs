using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using MlOpsDashboard.Workers.Engine.Training.Reruns;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training.Reruns;

/// <summary>A run trained again, and compared.</summary>
public sealed class RerunTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void PictureRun_IsEqual(int? epochs)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("run"));
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Pictures, epochs);
        Assert.Equal((RerunVerdict.Equal, epochs ?? 5, epochs is null), (report.Verdict, report.Epochs, report.ComparesWeights));
        Assert.Empty(report.Notes);
        Assert.Equal(report.Verdict, RerunReport.TryRead(report.ToJson())!.Verdict);
    }

    [Fact]
    public void TextRun_IsEqual()
    {
        using var folder = new TextFolder();
        folder.Run(folder.Encoded(), "run");
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Data);
        Assert.Equal((RerunVerdict.Equal, 4, true), (report.Verdict, report.Epochs, report.ComparesWeights));
    }

    [Fact]
    public void Branch_IsEqualFromWhereItBegan()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("parent"));
        var other = spec with { Augmentation = [] };
        SmallRun.Run(other, folder.Out("run"), with: options => options with { BranchFrom = new BranchSource(folder.Out("parent"), 3) });
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Pictures);
        Assert.Equal((RerunVerdict.Equal, 3, 2, true), (report.Verdict, report.FirstEpoch, report.Epochs, report.ComparesWeights));
    }

    [Fact]
    public void AnotherSeed_IsDifferent_FromTheFirstEpochOn()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("run"));
        var spec = Path.Combine(folder.Out("run"), "spec.json");
        File.WriteAllText(spec, TrainingSpecJson.WriteComplete(SmallRun.Spec(folder, seed: 1)));
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Pictures);
        Assert.Equal(RerunVerdict.Different, report.Verdict);
        Assert.Equal(0, report.First!.Epoch);
        Assert.NotEqual(report.First.Expected, report.First.Received);
        Assert.Contains("epoch 1", report.Said.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void NumberThatIsALittleOff_IsWithinTolerance_AndSaid()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("run"));
        var file = Path.Combine(folder.Out("run"), "history.json");
        var history = JsonNode.Parse(File.ReadAllText(file))!;
        history["history"]!["loss"]![1] = (double)history["history"]!["loss"]![1]! * 1.0001;
        File.WriteAllText(file, history.ToJsonString());
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Pictures, 3);
        Assert.Equal((RerunVerdict.WithinTolerance, 1, "loss"), (report.Verdict, report.First!.Epoch, report.First.Name));
    }

    [Fact]
    public void OtherThreadsAndLibraries_AreTakenOverOrNamed()
    {
        using var folder = new PictureFolder();
        SmallRun.Run(SmallRun.Spec(folder), folder.Out("run"), with: options => options with { Threads = 2 });
        Assert.Equal(2, RunEnvironment.Read(folder.Out("run"))!.Threads);
        var report = Again(folder.Out("run"), folder.Out("again"), folder.Pictures, 1);
        Assert.Equal(RerunVerdict.Equal, report.Verdict);
        Assert.Equal(2, RunEnvironment.Read(folder.Out("again"))!.Threads);

        var file = Path.Combine(folder.Out("run"), RunEnvironment.FileName);
        var then = JsonNode.Parse(File.ReadAllText(file))!;
        then["libraries"]!["libtorch"] = "1.0.0";
        File.WriteAllText(file, then.ToJsonString());
        Assert.Contains("1.0.0", Assert.Single(Again(folder.Out("run"), folder.Out("third"), folder.Pictures, 1).Notes).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_NamesTheFileOfAChangedByte()
    {
        using var folder = new PictureFolder();
        var cancelled = TestContext.Current.CancellationToken;
        Assert.Equal(0, (await Commands.RunAsync(["import", "--from", folder.Pictures, "--store", folder.Out("store")])).Code);
        var manifest = Directory.GetFiles(folder.Out("store/manifests")).Single();
        await File.WriteAllTextAsync(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)), cancelled);
        string[] train = ["train", "--spec", folder.Out("spec.json"), "--data", manifest, "--threads", "1", "--features", "none", "--out", folder.Out("run")];
        Assert.Equal(0, (await Commands.RunAsync(train)).Code);
        string[] rerun = ["rerun", folder.Out("run"), "--data", manifest, "--epochs", "1", "--json", "--out"];
        var (code, said, _) = await Commands.RunAsync([.. rerun, folder.Out("again")]);
        Assert.Equal(0, code);
        Assert.Equal("Equal", (string?)JsonNode.Parse(said)!["verdict"]);

        var entry = JsonNode.Parse(await File.ReadAllTextAsync(manifest, cancelled))!["entries"]![4]!;
        var sha256 = (string)entry["sha256"]!;
        var blob = Path.Combine(folder.Out("store/blobs"), sha256[..2], sha256);
        var bytes = await File.ReadAllBytesAsync(blob, cancelled);
        bytes[^3] ^= 1;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(blob, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllBytesAsync(blob, bytes, cancelled);
        (code, said, var people) = await Commands.RunAsync([.. rerun, folder.Out("third")]);
        Assert.Equal(0, code);
        Assert.Equal(("Different", (string?)entry["path"]), ((string?)JsonNode.Parse(said)!["verdict"], (string?)JsonNode.Parse(said)!["changedFile"]));
        Assert.Contains((string)entry["path"]!, people, StringComparison.Ordinal);
    }

    private static RerunReport Again(string run, string output, string data, int? epochs = null) =>
        new Rerun(
            new TrainerOptions(new TrainingSpec(), output, data) { Threads = 1 },
            run,
            epochs,
            new ModelFiles(),
            null,
            new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) }
        ).Run(TestContext.Current.CancellationToken)!;
}
