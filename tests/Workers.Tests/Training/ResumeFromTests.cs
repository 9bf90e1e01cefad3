using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A run that goes on, in a folder of its own, from what another folder holds.</summary>
public sealed class ResumeFromTests
{
    [Theory]
    [InlineData(0, 2, "")]
    [InlineData(1, 5, "")]
    [InlineData(2, 2, "checkpoint")]
    [InlineData(4, 3, "newest")]
    public void Run_FromAnotherFolder_LeavesWhatAnUndisturbedRunLeaves_AndOnlyReadsThere(int epoch, int step, string given)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with
        {
            Callbacks = [.. SmallRun.Spec(folder).Callbacks, new ComponentSpec("CSVLogger"), new ComponentSpec("TensorBoard")],
        };
        var whole = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("first"), e => Stop(e, epoch, step, stop), stop: stop);
        var before = Contents(folder.Out("first"));
        var events = new List<RunEvent>();
        var result = SmallRun.Run(spec, folder.Out("second"), events: events, with: options => options with { ResumeFrom = Given(folder.Out("first"), given) });

        Assert.Equal(whole, result);
        Assert.True(events.OfType<StartedEvent>().Single().Resumed);
        Assert.Equal(before, Contents(folder.Out("first")));
        AssertAlike(folder.Out("whole"), folder.Out("second"), "history.json", "evaluation.json", "preprocessing.json", "spec.json", "training.csv");
        AssertSameWeights(folder.Out("whole"), folder.Out("second"), "best.keras", "last.keras");
        Assert.Equal([0, 1, 2, 3, 4], Events(folder.Out("second")).OfType<EpochEvent>().Select(e => e.Epoch));
        Assert.Single(Events(folder.Out("second")).OfType<FinishedEvent>());
        // Every name that the undisturbed run leaves; TensorBoard has one file more, checkpoints count on.
        Assert.Equal(
            Directory.GetFiles(folder.Out("whole")).Select(Path.GetFileName).Order(),
            Directory.GetFiles(folder.Out("second")).Select(Path.GetFileName).Order()
        );
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder.Out("second"), "tensorboard", "train")).Length);
    }

    [Fact]
    public void Run_FromAFolderWhoseNewestCheckpointIsDamaged_GoesOnFromTheOneBefore()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var whole = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("first"), e => Stop(e, 3, 2, stop), stop: stop);
        using (var newest = File.OpenWrite(Given(folder.Out("first"), "newest")))
        {
            newest.SetLength(newest.Length / 2);
        }
        var events = new List<RunEvent>();
        Assert.Equal(whole, SmallRun.Run(spec, folder.Out("second"), events: events, with: options => options with { ResumeFrom = folder.Out("first") }));
        Assert.Equal("checkpoint-damaged", Assert.IsType<WarningEvent>(events[0]).Code);
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(1, 3, "")]
    [InlineData(2, 0, "")]
    [InlineData(1, 3, "fold-2/checkpoint")]
    public void Run_OfFolds_FromAnotherFolder_EqualsTheUndisturbedRun(int fold, int epoch, string given)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { CrossValidation = new CrossValidationSpec { Folds = 3 } };
        SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("first"), e => Stop(e, epoch, 2, stop, fold), stop: stop);
        var before = Contents(folder.Out("first"));
        var events = new List<RunEvent>();
        Assert.Equal(
            "completed",
            SmallRun
                .Run(spec, folder.Out("second"), events: events, with: options => options with { ResumeFrom = Path.Combine(folder.Out("first"), given) })
                .Status
        );

        Assert.Equal(fold, events.OfType<StartedEvent>().First().Fold);
        Assert.Equal(before, Contents(folder.Out("first")));
        for (var k = 0; k <= 3; k++)
        {
            var at = k == 0 ? "" : $"fold-{k}";
            AssertAlike(
                Path.Combine(folder.Out("whole"), at),
                Path.Combine(folder.Out("second"), at),
                "history.json",
                "evaluation.json",
                "preprocessing.json",
                "spec.json"
            );
            AssertSameWeights(Path.Combine(folder.Out("whole"), at), Path.Combine(folder.Out("second"), at), "best.keras", "last.keras");
        }
        Assert.Equal(Enumerable.Range(0, 15), Events(folder.Out("second")).OfType<EpochEvent>().Select(e => (e.Fold!.Value * 5) + e.Epoch));
        Assert.Equal(3, Events(folder.Out("second")).OfType<FoldEvent>().Count());
    }

    [Fact]
    public void Run_FromAPublishedCheckpoint_TakesItWithTheFilesBesideIt()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var whole = SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        SmallRun.Run(spec, folder.Out("first"), e => Stop(e, 3, 2, stop), stop: stop);
        var inputs = Directory.CreateDirectory(folder.Out("inputs")).FullName;
        File.Copy(Given(folder.Out("first"), "newest"), Path.Combine(inputs, "input.ckpt"));
        var alone = Assert.Throws<RefusedException>(() =>
            SmallRun.Run(spec, folder.Out("second"), with: options => options with { ResumeFrom = Path.Combine(inputs, "input.ckpt") })
        );
        Assert.Equal("training.resume.withoutBest", alone.Reason.Code);
        File.Copy(Path.Combine(folder.Out("first"), "best.keras"), Path.Combine(inputs, "best.keras"));
        Assert.Equal(whole, SmallRun.Run(spec, folder.Out("third"), with: options => options with { ResumeFrom = Path.Combine(inputs, "input.ckpt") }));
        AssertAlike(folder.Out("whole"), folder.Out("third"), "history.json", "evaluation.json");
    }

    [Fact]
    public void Run_FromWhatCannotBeGoneOnFrom_IsRefused()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("first"));
        string Code(string from, string to, TrainingSpec? other = null) =>
            Assert
                .Throws<RefusedException>(() => SmallRun.Run(other ?? spec, folder.Out(to), with: options => options with { ResumeFrom = folder.Out(from) }))
                .Reason.Code;
        Assert.Equal("training.resume.nothing", Code("nowhere", "a"));
        Assert.Equal("training.resume.nothing", Code("data", "a"));
        Assert.Equal("training.resume.within", Code("first", "first"));
        Assert.Equal("training.resume.within", Code("first", "first/inner"));
        Assert.Equal("training.resume.otherSpec", Code("first", "b", spec with { Seed = 4 }));
        Assert.Equal(
            "training.resume.otherEpochs",
            Code("first", "d", spec with { Stages = [.. spec.Stages.Select(stage => stage with { Epochs = stage.Epochs + 1 })] })
        );
        Assert.Equal("training.resume.occupied", Code("first", "b"));
        var folds = spec with { CrossValidation = new CrossValidationSpec { Folds = 3 } };
        Assert.Equal("training.resume.whichFold", Code(Path.GetRelativePath(folder.Root, Given(folder.Out("first"), "newest")), "c", folds));
    }

    [Fact]
    public async Task CommandLine_WithBothWaysToResume_IsRefused()
    {
        using var folder = new PictureFolder();
        await File.WriteAllTextAsync(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)), TestContext.Current.CancellationToken);
        string[] train = ["train", "--spec", folder.Out("spec.json"), "--threads", "1", "--features", "none"];
        Assert.Equal(0, (await Commands.RunAsync([.. train, "--out", folder.Out("a")])).Code);
        var (code, _, people) = await Commands.RunAsync([.. train, "--out", folder.Out("b"), "--resume", "--resume-from", folder.Out("a")]);
        Assert.Equal(2, code);
        Assert.Contains("Received both", people, StringComparison.Ordinal);
        Assert.Equal(0, (await Commands.RunAsync([.. train, "--out", folder.Out("b"), "--resume-from", folder.Out("a")])).Code);
        AssertAlike(folder.Out("a"), folder.Out("b"), "history.json", "evaluation.json");
    }

    /// <summary>A folder that holds a run is not written over by another, unless that is asked for; then nothing of the first is left.</summary>
    [Fact]
    public async Task CommandLine_IntoAFolderThatHoldsARun_IsRefused_UnlessItOverwrites()
    {
        using var folder = new PictureFolder();
        await File.WriteAllTextAsync(folder.Out("spec.json"), TrainingSpecJson.Write(SmallRun.Spec(folder)), TestContext.Current.CancellationToken);
        string[] train = ["train", "--spec", folder.Out("spec.json"), "--threads", "1", "--features", "none", "--out", folder.Out("a")];
        Assert.Equal(0, (await Commands.RunAsync(train)).Code);
        var before = Contents(folder.Out("a"));
        var (code, _, people) = await Commands.RunAsync(train);
        Assert.Equal(2, code);
        Assert.Contains("--overwrite", people, StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder.Out("a")));
        File.WriteAllText(Path.Combine(folder.Out("a"), "evaluation.json"), "{}");
        Assert.Equal(0, (await Commands.RunAsync([.. train, "--overwrite"])).Code);
        Assert.NotEqual("{}", await File.ReadAllTextAsync(Path.Combine(folder.Out("a"), "evaluation.json"), TestContext.Current.CancellationToken));
        Assert.Single(Events(folder.Out("a")).OfType<StartedEvent>());
    }

    private static string Given(string run, string given) =>
        given switch
        {
            "" => run,
            "newest" => Directory.GetFiles(Path.Combine(run, "checkpoint"), "*.ckpt").Order().Last(),
            _ => Path.Combine(run, given),
        };

    private static void AssertAlike(string expected, string actual, params string[] names) =>
        Assert.All(names, name => Assert.Equal(File.ReadAllText(Path.Combine(expected, name)), File.ReadAllText(Path.Combine(actual, name))));

    private static void AssertSameWeights(string expected, string actual, params string[] names) =>
        Assert.All(names, name => Assert.Equal(WeightsOf(Path.Combine(expected, name)), WeightsOf(Path.Combine(actual, name))));

    private static string WeightsOf(string model)
    {
        using var network = new ModelFiles().Read(model);
        return WeightHash.Of(network.Weights);
    }

    private static RunEvent[] Events(string run) => [.. File.ReadLines(Path.Combine(run, "events.jsonl")).Select(line => RunEventJson.TryRead(line)!)];

    private static string[] Contents(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
        ];

    private static void Stop(RunEvent e, int epoch, int step, CancellationTokenSource stop, int? fold = null)
    {
        if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step && progress.Fold == fold)
        {
            stop.Cancel();
        }
    }
}
