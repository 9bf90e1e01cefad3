using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Inputs.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training.Branches;

/// <summary>A run that begins where another stood after an epoch.</summary>
public sealed class BranchTests
{
    /// <summary>With augmentation, dropout, moving statistics, two stages, callbacks: within the first stage, at its end, within the second.</summary>
    [Theory]
    [InlineData(1, 1 << 30, "shuffle")]
    [InlineData(2, 1 << 30, "shuffle")]
    [InlineData(3, 1 << 30, "shuffle")]
    [InlineData(4, 0, "shuffle")]
    [InlineData(3, 1 << 30, "weighted")]
    public void Unchanged_RepeatsTheRestOfThePictureRun(int epoch, long cacheBytes, string sampling)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with { Data = spec.Data with { Sampling = sampling } };
        var whole = SmallRun.Run(spec, folder.Out("parent"), cacheBytes: cacheBytes);
        var branch = Branch(spec, folder, "branch", epoch, cacheBytes: cacheBytes);
        Assert.Equal(whole, branch);
        Assert.Equal(Text(folder, "parent/history.json"), Text(folder, "branch/history.json"));
        Assert.Equal(Weights(folder.Out("parent")), Weights(folder.Out("branch")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Unchanged_OfCachedFeaturesWithoutAugmentation_RepeatsTheRest(int epoch)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Augmentation = [] };
        var whole = SmallRun.Run(spec, folder.Out("parent"), features: folder.Out("kept"));
        Assert.Equal(whole, Branch(spec, folder, "branch", epoch, features: folder.Out("kept")));
        Assert.Equal(Text(folder, "parent/history.json"), Text(folder, "branch/history.json"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Unchanged_RepeatsTheRestOfTheTextRun(int epoch)
    {
        using var folder = new TextFolder();
        var spec = folder.Encoded();
        var whole = folder.Run(spec, "parent");
        var branch = folder.Run(spec, "branch", with: options => options with { BranchFrom = new BranchSource(folder.Out("parent"), epoch) });
        Assert.Equal(whole, branch);
        Assert.Equal(File.ReadAllText(folder.Out("parent/history.json")), File.ReadAllText(folder.Out("branch/history.json")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void EpochWithoutAKeptState_IsReplayed_ToTheSameBits(int epoch)
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var whole = SmallRun.Run(spec, folder.Out("parent"));
        foreach (var (epochs, _, path) in KeptState.In(folder.Out("parent/states")))
        {
            if (epochs is not 1)
                File.Delete(path);
        }
        var events = new List<RunEvent>();
        Assert.Equal(whole, Branch(spec, folder, "branch", epoch, events));
        Assert.Contains(events.OfType<WarningEvent>(), e => e.Code == "branch-replayed");
        Assert.Equal(Enumerable.Range(epoch, 5 - epoch), events.OfType<EpochEvent>().Select(e => e.Epoch));

        Directory.Delete(folder.Out("parent/states"), recursive: true);
        Assert.Equal(whole, Branch(spec, folder, "again", epoch));
    }

    [Fact]
    public void States_AreThinnedEvenly_WithinTheirBudget_AndTheNewestStays()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with { Callbacks = [], Stages = [spec.Stages[0] with { Epochs = 8 }] };
        SmallRun.Run(spec, folder.Out("all"));
        var all = KeptState.In(folder.Out("all/states"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], all.Select(s => s.Epochs));
        var one = new FileInfo(all[^1].Path).Length;
        SmallRun.Run(spec, folder.Out("few"), with: options => options with { StateBytes = (one * 3) + (one / 2) });
        var kept = KeptState.In(folder.Out("few/states")).Select(s => s.Epochs).ToArray();
        Assert.Equal(3, kept.Length);
        Assert.Equal(8, kept[^1]);
        Assert.True(kept.Prepend(0).Zip(kept).Max(pair => pair.Second - pair.First) <= 4, string.Join(" ", kept));
        SmallRun.Run(spec, folder.Out("newest"), with: options => options with { StateBytes = 1 });
        Assert.Equal([8], KeptState.In(folder.Out("newest/states")).Select(s => s.Epochs));
        SmallRun.Run(spec, folder.Out("none"), with: options => options with { StateBytes = 0 });
        Assert.False(Directory.Exists(folder.Out("none/states")));
    }

    /// <summary>What differs takes effect, and only after the epoch.</summary>
    [Fact]
    public void Changed_GoesAnotherWayFromThereOn()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("parent"));
        var parent = Losses(folder, "parent");
        foreach (
            var (name, changed) in new (string, TrainingSpec)[]
            {
                ("rate", WithStage(spec, 1, stage => stage with { Optimizer = stage.Optimizer.With("learningRate", 0.0005) })),
                ("optimizer", WithStage(spec, 1, stage => stage with { Optimizer = new ComponentSpec("SGD", ("learningRate", 0.01), ("momentum", 0.9)) })),
                ("unfrozen", WithStage(spec, 1, stage => stage with { Unfreeze = Unfreeze.All })),
                ("frozen", WithStage(spec, 1, stage => stage with { Unfreeze = Unfreeze.None })),
                ("average", WithStage(spec, 1, stage => stage with { Optimizer = stage.Optimizer.With("useEma", true) })),
                ("dropout", spec with { Head = spec.Head! with { Dropout = 0 } }),
                ("augmentation", spec with { Augmentation = [] }),
                ("batch", spec with { Data = spec.Data with { BatchSize = 7 } }),
                ("callbacks", spec with { Callbacks = [] }),
                ("more", WithStage(spec, 1, stage => stage with { Epochs = 6 })),
                (
                    "stage",
                    spec with
                    {
                        Stages = [spec.Stages[0], spec.Stages[1] with { Epochs = 1 }, spec.Stages[1] with { Name = "all", Unfreeze = Unfreeze.All }],
                    }
                ),
            }
        )
        {
            Assert.Equal("completed", Branch(changed, folder, name, 3).Status);
            var losses = Losses(folder, name);
            Assert.Equal(parent[..3], losses[..3]);
            Assert.All(losses, loss => Assert.True(double.IsFinite(loss), name));
            // Averages take the place of the weights at the end of a stage.
            if (name is "more" or "callbacks" or "average")
                Assert.Equal(parent[3], losses[3]);
            else
                Assert.NotEqual(parent[3], losses[3]);
            Assert.Equal(changed.TotalEpochs, losses.Length);
        }
    }

    [Fact]
    public void MoreEpochs_OfARunThatEnded_EqualARunOfThatManyFromTheBeginning()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder) with { Callbacks = [] };
        SmallRun.Run(spec, folder.Out("parent"));
        var longer = WithStage(spec, 1, stage => stage with { Epochs = 5 });
        var whole = SmallRun.Run(longer, folder.Out("whole"));
        Assert.Equal(whole, Branch(longer, folder, "branch", 5));
        Assert.Equal(Text(folder, "whole/history.json"), Text(folder, "branch/history.json"));
    }

    [Fact]
    public void MoreEpochs_OfARunThatStoppedEarly_GoOn()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        spec = spec with
        {
            Stages = [spec.Stages[0] with { Epochs = 12 }],
            Callbacks = [new ComponentSpec("EarlyStopping", ("patience", 1), ("minDelta", 10.0), ("restoreBestWeights", true))],
        };
        Assert.Equal("stopped_early", SmallRun.Run(spec, folder.Out("parent")).Status);
        var done = Losses(folder, "parent").Length;
        Assert.True(done < 12);
        Branch(spec, folder, "branch", done);
        Assert.True(Losses(folder, "branch").Length > done);
    }

    [Fact]
    public void WhatABranchCannotChange_IsRefused_ByName()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("parent"));
        RefusedException Refused(TrainingSpec changed, int epoch, string from = "parent")
        {
            var refused = Assert.Throws<RefusedException>(() =>
                SmallRun.Run(changed, folder.Out("refused"), with: options => options with { BranchFrom = new BranchSource(folder.Out(from), epoch) })
            );
            Assert.False(File.Exists(folder.Out("refused/last.keras")));
            return refused;
        }
        string Why(TrainingSpec changed) => Refused(changed, 3).Message;
        Assert.Contains("Expected seed to stay 0", Why(spec with { Seed = 1 }), StringComparison.Ordinal);
        Assert.Contains("data.validationSplit", Why(spec with { Data = spec.Data with { ValidationSplit = 0.3 } }), StringComparison.Ordinal);
        Assert.Contains("data.seed", Why(spec with { Data = spec.Data with { Seed = 1 } }), StringComparison.Ordinal);
        Assert.Contains("head.hidden", Why(spec with { Head = spec.Head! with { Hidden = [7] } }), StringComparison.Ordinal);
        Assert.Contains("stages[0].epochs", Why(WithStage(spec, 0, stage => stage with { Epochs = 4 })), StringComparison.Ordinal);
        Assert.Contains(
            "backbone",
            Why(
                spec with
                {
                    Backbone = new BackboneSpec { Name = "MobileNetV2", Weights = "none" },
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Equal("branch.epochs.few", Refused(WithStage(spec, 1, stage => stage with { Epochs = 1 }), 4).Reason.Code);
        Assert.Equal("branch.epochs.none", Refused(spec, 5).Reason.Code);
        Assert.Equal("branch.epoch", Refused(WithStage(spec, 1, stage => stage with { Epochs = 30 }), 9).Reason.Code);
        Assert.Equal("branch.folder", Refused(spec, 3, "nowhere").Reason.Code);
        Assert.Equal("branch.within", Refused(spec, 3, ".").Reason.Code);
        var folds = spec with { CrossValidation = new CrossValidationSpec { Folds = 3 } };
        SmallRun.Run(folds, folder.Out("folds"));
        Assert.Equal("branch.folds", Refused(spec, 3, "folds").Reason.Code);
    }

    [Fact]
    public void OtherPictures_ThanTheRunWasBegunWith_AreRefusedByName()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("parent"));
        File.Copy(Path.Combine(folder.Pictures, "class0", "01.png"), Path.Combine(folder.Pictures, "class0", "new.png"));
        var refused = Assert.Throws<RefusedException>(() => Branch(spec, folder, "branch", 3));
        Assert.Contains("new.png", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BranchThatWasStopped_GoesOnLikeAnyRun()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        var whole = SmallRun.Run(spec, folder.Out("parent"));
        using var stop = new CancellationTokenSource();
        var stopped = SmallRun.Run(
            spec,
            folder.Out("branch"),
            e =>
            {
                if (e is ProgressEvent { Epoch: 3, Step: 2 })
                    stop.Cancel();
            },
            stop: stop,
            with: options => options with { BranchFrom = new BranchSource(folder.Out("parent"), 2) }
        );
        Assert.Equal("cancelled", stopped.Status);
        Assert.Equal(whole, SmallRun.Run(spec, folder.Out("rest"), with: options => options with { ResumeFrom = folder.Out("branch") }));
        Assert.Equal(Text(folder, "parent/history.json"), Text(folder, "rest/history.json"));
    }

    /// <summary>Its first epochs were another spec's: they can't be trained again from its own.</summary>
    [Fact]
    public void BranchOfABranch_WithoutKeptStates_IsReplayedFromWhereThatOneBegan()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        SmallRun.Run(spec, folder.Out("first"));
        var other = WithStage(spec, 1, stage => stage with { Optimizer = stage.Optimizer.With("learningRate", 0.0005) });
        var whole = SmallRun.Run(
            other,
            folder.Out("parent"),
            with: options => options with { BranchFrom = new BranchSource(folder.Out("first"), 3), StateBytes = 0 }
        );
        Assert.Equal([3, 5], KeptState.In(folder.Out("parent/states")).Select(s => s.Epochs));
        Assert.Equal(whole, Branch(other, folder, "branch", 4));
        Assert.Equal(Text(folder, "parent/history.json"), Text(folder, "branch/history.json"));
    }

    [Fact]
    public async Task CommandLine_BranchesFromAnEpoch()
    {
        using var folder = new PictureFolder();
        var spec = SmallRun.Spec(folder);
        await File.WriteAllTextAsync(folder.Out("spec.json"), TrainingSpecJson.Write(spec), TestContext.Current.CancellationToken);
        string[] train = ["train", "--spec", folder.Out("spec.json"), "--threads", "1", "--features", "none"];
        Assert.Equal(0, (await Commands.RunAsync([.. train, "--out", folder.Out("a")])).Code);
        Assert.Equal(0, (await Commands.RunAsync([.. train, "--out", folder.Out("b"), "--branch-from", folder.Out("a") + "@3"])).Code);
        Assert.Equal(Text(folder, "a/history.json"), Text(folder, "b/history.json"));
        var (code, _, people) = await Commands.RunAsync([.. train, "--out", folder.Out("c"), "--branch-from", folder.Out("a")]);
        Assert.Equal(2, code);
        Assert.Contains("RUNFOLDER@EPOCH", people, StringComparison.Ordinal);
        var environment = RunEnvironment.Read(folder.Out("a"))!;
        Assert.Equal(1, environment.Threads);
        Assert.NotEmpty(environment.Libraries["libtorch"]);
    }

    private static TrainingResult Branch(
        TrainingSpec spec,
        PictureFolder folder,
        string name,
        int epoch,
        List<RunEvent>? events = null,
        long cacheBytes = 1 << 30,
        string? features = null
    ) =>
        SmallRun.Run(
            spec,
            folder.Out(name),
            events: events,
            cacheBytes: cacheBytes,
            features: features,
            with: options => options with { BranchFrom = new BranchSource(folder.Out("parent"), epoch) }
        );

    private static TrainingSpec WithStage(TrainingSpec spec, int stage, Func<StageSpec, StageSpec> change) =>
        spec with
        {
            Stages = [.. spec.Stages.Select((s, i) => i == stage ? change(s) : s)],
        };

    private static string Text(PictureFolder folder, string file) => File.ReadAllText(folder.Out(file));

    private static double[] Losses(PictureFolder folder, string run) =>
        [.. JsonNode.Parse(Text(folder, $"{run}/history.json"))!["history"]!["loss"]!.AsArray().Select(loss => (double?)loss ?? double.NaN)];

    private static string Weights(string run)
    {
        using var network = new ModelFiles().Read(Path.Combine(run, "last.keras"));
        return WeightHash.Of(network.Weights);
    }
}
