using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>k folds as one run.</summary>
public sealed class CrossValidationTests
{
    [Theory]
    [InlineData(27, 4, true)]
    [InlineData(27, 4, false)]
    [InlineData(10, 5, true)]
    [InlineData(11, 2, false)]
    public void Folds_HoldEveryPictureOnce_InEvenParts(int count, int folds, bool stratified)
    {
        var files = Files(count, 2);
        var split = FoldSplit.Of(
            files.Parts,
            new CrossValidationSpec { Folds = folds, Stratified = stratified },
            42,
            shuffle: true,
            stratified ? Classes.Strata(files) : null
        );
        Assert.Equal(folds, split.Count);
        Assert.Equal(Enumerable.Range(0, count), split.SelectMany(f => f.Validation).Order());
        Assert.All(split, f => Assert.Equal(Enumerable.Range(0, count), f.Training.Concat(f.Validation).Order()));
        Assert.True(split.Max(f => f.Validation.Count) - split.Min(f => f.Validation.Count) <= 1);
        Assert.Equal(
            split.Select(f => f.Validation),
            FoldSplit
                .Of(
                    files.Parts,
                    new CrossValidationSpec { Folds = folds, Stratified = stratified },
                    42,
                    shuffle: true,
                    stratified ? Classes.Strata(files) : null
                )
                .Select(f => f.Validation)
        );
        if (stratified)
        {
            for (var label = 0; label < 2; label++)
            {
                var counts = split.Select(f => f.Validation.Count(i => files.Files[i].Label == label)).ToArray();
                Assert.True(counts.Max() - counts.Min() <= 1);
            }
        }
    }

    [Fact]
    public void Folds_MoreThanPicturesOfAClass_AreRefused()
    {
        var refused = Assert.Throws<RefusedException>(() =>
            FoldSplit.Of(Files(7, 2).Parts, new CrossValidationSpec { Folds = 4 }, 1, true, Classes.Strata(Files(7, 2)))
        );
        Assert.Contains("Received: 3 of \"c1\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, FoldSplit.Of(Files(7, 2).Parts, new CrossValidationSpec { Folds = 4, Stratified = false }, 1, true, null).Count);
        Assert.Throws<RefusedException>(() => FoldSplit.Of(Files(7, 2).Parts, new CrossValidationSpec { Folds = 8, Stratified = false }, 1, true, null));
        var split = Files(9, 2) with { Files = [.. Files(9, 2).Files.Select(f => f with { Part = "validation" })] };
        Assert.Contains(
            "column split",
            Assert.Throws<RefusedException>(() => FoldSplit.Of(split.Parts, new CrossValidationSpec { Folds = 2 }, 1, true, null)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Run_OfThreeFolds_JudgesEveryPictureOnce_AndLeavesTheBestFoldsModel()
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder);
        var events = new List<RunEvent>();
        var result = SmallRun.Run(spec, folder.Out("run"), events: events);
        Assert.Equal("completed", result.Status);
        var report = CrossValidationReport.TryRead(File.ReadAllText(Path.Combine(folder.Out("run"), "crossvalidation.json")))!;
        Assert.Equal([0, 1, 2], report.Results.Select(r => r.Fold));
        Assert.Equal([18, 18, 18], report.Results.Select(r => r.Training));
        double[] values = [.. report.Results.Select(r => r.BestValue!.Value)];
        Assert.Equal(values.Average(), report.Metrics[report.Monitor].Mean!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / 2), report.Metrics[report.Monitor].StandardDeviation!.Value, 1e-9);
        Assert.Equal(Array.IndexOf(values, values.Min()), report.BestFold);
        foreach (var name in (string[])["best.keras", "last.keras", "history.json", "preprocessing.json"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(Fold(folder, "run", report.BestFold), name)), File.ReadAllBytes(Path.Combine(folder.Out("run"), name)));
        }
        var evaluation = Evaluation(folder.Out("run"));
        Assert.Equal(ClassFolders.List(folder.Pictures).Files.Select(f => f.Path), evaluation.Predictions.Select(p => p.File));
        var parts = Enumerable.Range(0, 3).Select(k => Evaluation(Fold(folder, "run", k))).ToArray();
        Assert.Equal(parts.Sum(p => p.Accuracy!.Value * p.Samples) / 27, evaluation.Accuracy!.Value, 1e-9);
        Assert.Equal(
            parts[report.BestFold].Predictions.Select(p => p.File).Order(),
            evaluation.Predictions.Where(p => p.Fold == evaluation.ModelFold).Select(p => p.File).Order()
        );

        // Every event but the last two says whose it is; epochs count within the fold.
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], events.OfType<EpochEvent>().Select(e => e.Fold!.Value));
        Assert.Equal([0, 1, 2, 3, 4], events.OfType<EpochEvent>().Where(e => e.Fold == 1).Select(e => e.Epoch));
        Assert.Equal(3, events.OfType<FoldEvent>().Count());
        var finished = Assert.IsType<FinishedEvent>(events[^1]);
        Assert.Equal((report.BestFold, report.Results[report.BestFold].BestEpoch), (finished.Fold!.Value, finished.BestEpoch));
        Assert.Single(events.OfType<FinishedEvent>());
    }

    [Fact]
    public void Fold_OfARun_IsTheSplitTrainedAlone()
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder) with { Augmentation = [] };
        SmallRun.Run(spec, folder.Out("run"));
        SmallRun.Run(spec, folder.Out("uncached"), cacheBytes: 0);
        for (var k = 0; k < 3; k++)
        {
            // Features kept over the folds change nothing.
            Assert.Equal(
                File.ReadAllText(Path.Combine(Fold(folder, "uncached", k), "history.json")),
                File.ReadAllText(Path.Combine(Fold(folder, "run", k), "history.json"))
            );
        }
        // A table with the second fold's split gives the second fold.
        var listed = ClassFolders.List(folder.Pictures);
        var split = FoldSplit.Of(listed.Parts, spec.CrossValidation!, spec.Data.Seed, spec.Data.Shuffle, Classes.Strata(listed))[1];
        string Row(int i, string side) => $"{listed.Files[i].Path},{listed.ClassNames[listed.Files[i].Label]},{side}\n";
        var table = Path.Combine(folder.Pictures, "fold.csv");
        File.WriteAllText(
            table,
            "file,label,split\n" + string.Concat(split.Training.Select(i => Row(i, "training")).Concat(split.Validation.Select(i => Row(i, "validation"))))
        );
        SmallRun.Run(spec with { CrossValidation = null, Data = spec.Data with { Path = table } }, folder.Out("alone"));
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.Out("alone"), "history.json")),
            File.ReadAllText(Path.Combine(Fold(folder, "run", 1), "history.json"))
        );
    }

    [Fact]
    public void FrozenLayers_RunOnceAPicture_NotOnceAFold()
    {
        using var folder = new PictureFolder();
        var events = new List<RunEvent>();
        SmallRun.Run(Spec(folder) with { Augmentation = [], BatchNormMode = "inference" }, folder.Out("run"), events: events);
        Assert.Equal(27, events.OfType<FeaturesEvent>().Sum(features => features.Computed));
    }

    [Fact]
    public void Feeds_OfTwoFolds_RunTheFrozenPartOnceTogether()
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder) with { Augmentation = [] };
        using var model = new ModelBuilder(new ModelFiles(), ".").Build(spec, new HeadEnd(3, "softmax"));
        new FreezePlan(Unfreeze.None, "inference").Apply(model);
        var whole = new PictureStore(ClassFolders.List(folder.Pictures), new PictureFormat(16, 16));
        using var bank = new FeatureBank(1 << 30);
        var cut = FrontierSplit.Of(model.Core, BatchNormMode.Train);
        foreach (var split in FoldSplit.Of(whole.Files.Parts, spec.CrossValidation!, 1, true, Classes.Strata(whole.Files)))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var (training, validation) = (Classes.Examples(whole.Subset(split.Training)), Classes.Examples(whole.Subset(split.Validation)));
            using var own = new FeatureBank(1 << 30);
            using var shared = new StageFeed(model, cut, training, validation, bank);
            using var alone = new StageFeed(model, cut, training, validation, own);
            shared.Fill((_, _) => { }, TestContext.Current.CancellationToken);
            alone.Fill((_, _) => { }, TestContext.Current.CancellationToken);
            GoldenData.AssertClose(
                First(
                    alone.Training(
                        [
                            [new(4, 0), new(0, 0)],
                        ],
                        CallContext.Inference
                    )
                ),
                First(
                    shared.Training(
                        [
                            [new(4, 0), new(0, 0)],
                        ],
                        CallContext.Inference
                    )
                ),
                1e-6,
                "training"
            );
            GoldenData.AssertClose(
                First(
                    alone.Validation([
                        [new(1, 0), new(2, 0)],
                    ])
                ),
                First(
                    shared.Validation([
                        [new(1, 0), new(2, 0)],
                    ])
                ),
                1e-6,
                "validation"
            );
        }
        Assert.Equal(27, bank.Passes);

        static float[] First(FeedPass pass)
        {
            using (pass)
            {
                return GoldenData.Values(pass.Next().Inputs[0]);
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 0)]
    public void Run_StoppedInAFoldAndResumed_EqualsTheUndisturbedRun(int fold, int epoch)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder);
        SmallRun.Run(spec, folder.Out("whole"));
        using var stop = new CancellationTokenSource();
        Assert.Equal("cancelled", SmallRun.Run(spec, folder.Out("parts"), e => Stop(e, fold, epoch, stop), stop: stop).Status);
        Assert.False(File.Exists(Path.Combine(folder.Out("parts"), "crossvalidation.json")));
        var second = new List<RunEvent>();
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out("parts"), resume: true, events: second).Status);
        Assert.Equal(fold, second.OfType<StartedEvent>().First().Fold);
        foreach (var name in (string[])["history.json", "evaluation.json"])
        {
            Assert.Equal(File.ReadAllText(Path.Combine(folder.Out("whole"), name)), File.ReadAllText(Path.Combine(folder.Out("parts"), name)));
        }
        var written = File.ReadLines(Path.Combine(folder.Out("parts"), "events.jsonl")).Select(line => RunEventJson.TryRead(line)!).ToArray();
        Assert.Equal(Enumerable.Range(0, 15), written.OfType<EpochEvent>().Select(e => (e.Fold!.Value * 5) + e.Epoch));
        Assert.Single(written.OfType<FinishedEvent>());
        Assert.Equal(3, written.OfType<FoldEvent>().Count());

        // Resumed after its end it trains nothing and says the same.
        var third = new List<RunEvent>();
        SmallRun.Run(spec, folder.Out("parts"), resume: true, events: third);
        Assert.IsType<FinishedEvent>(Assert.Single(third));
        Assert.Contains(
            "begun with",
            Assert.Throws<RefusedException>(() => SmallRun.Run(spec with { Seed = 9 }, folder.Out("parts"), resume: true)).Message,
            StringComparison.Ordinal
        );
    }

    private static TrainingSpec Spec(PictureFolder folder) => SmallRun.Spec(folder) with { CrossValidation = new CrossValidationSpec { Folds = 3 } };

    private static void Stop(RunEvent e, int fold, int epoch, CancellationTokenSource stop)
    {
        if (e is ProgressEvent { Step: 2 } progress && progress.Fold == fold && progress.Epoch == epoch)
        {
            stop.Cancel();
        }
    }

    private static string Fold(PictureFolder folder, string run, int fold) => Path.Combine(folder.Out(run), $"fold-{fold + 1}");

    private static EvaluationReport Evaluation(string run) =>
        JsonSerializer.Deserialize<EvaluationReport>(
            File.ReadAllText(Path.Combine(run, "evaluation.json")),
            new JsonSerializerOptions(JsonSerializerDefaults.Web)
        )!;

    private static LabelledFiles Files(int count, int classes) =>
        new("", [.. Enumerable.Range(0, classes).Select(c => $"c{c}")], [.. Enumerable.Range(0, count).Select(i => new LabelledFile($"{i}.png", i % classes))]);
}
