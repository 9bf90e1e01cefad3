using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

public sealed class RunQueriesTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Notes_WrittenByTwo_RefuseTheSecond_AndSayWhatIsThere()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync("Pets", 3, "cat", "dog"));
        Assert.True((await registry.SendAsync(new WriteRunNotes(run, "first", ""))).IsDone);
        var second = await registry.SendAsync(new WriteRunNotes(run, "second", ""));
        Assert.Equal((EditedText.Conflict, "first"), (second.Reason!.Code, second.Reason.Find("now")!.Text));
        Assert.Equal("first", (await registry.SendAsync(new GetRun(run)))!.Row.Notes);
        Assert.True((await registry.SendAsync(new WriteRunNotes(run, "first and second", "first"))).IsDone);
    }

    [Fact]
    public async Task Rename_ByTwo_RefusesTheSecond_AndSaysWhatIsThere()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync("Pets", 3, "cat", "dog"), name: "zero");
        Assert.True((await registry.SendAsync(new RenameRun(run, "first", "zero"))).IsDone);
        var second = await registry.SendAsync(new RenameRun(run, "second", "zero"));
        Assert.Equal((EditedText.Conflict, "first"), (second.Reason!.Code, second.Reason.Find("now")!.Text));
        Assert.Equal("first", (await registry.SendAsync(new GetRun(run)))!.Row.Name);
        Assert.True((await registry.SendAsync(new RenameRun(run, "second", "first"))).IsDone);
    }

    [Fact]
    public async Task List_PagesSortsAndCounts()
    {
        var dataset = await registry.AddDatasetAsync();
        double[] accuracies = [0.5, 0.9, 0.7];
        foreach (var accuracy in accuracies)
            await registry.AddFinishedRunAsync(dataset, [0.1, accuracy]);
        await registry.AddRunAsync(dataset);

        var best = await registry.SendAsync(new ListRuns(new() { Sort = "val_accuracy", Take = 3 }));
        Assert.Equal(4, best.Total);
        Assert.Equal([0.9, 0.7, 0.5], best.Rows.Select(r => r.PrimaryValue!.Value));

        // What was not measured stands last whichever way the list runs.
        var worst = await registry.SendAsync(new ListRuns(new() { Sort = "val_accuracy", Descending = false }));
        Assert.Equal([0.5, 0.7, 0.9, null], worst.Rows.Select(r => r.PrimaryValue));

        var second = await registry.SendAsync(new ListRuns(new() { Skip = 1, Take = 2 }));
        Assert.Equal([3, 2], second.Rows.Select(r => r.Number));
        Assert.Equal([0.1, 0.7], second.Rows[0].Spark);
        Assert.Equal(["EfficientNetLite0"], second.Backbones);
    }

    [Fact]
    public async Task Run_TellsOfItsFrozenLayers()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                Samples.Started(["cat", "dog"]),
                Samples.Stage(0, 0, 4),
                new FeaturesEvent(0, 100, 40, 150),
                Samples.Stage(1, 5, 9),
                new FeaturesEvent(1, 100, 0, 130),
            ],
            Cancelled
        );
        var details = (await registry.SendAsync(new GetRun(run)))!;
        Assert.Equal([new(0, 100, 40, 150), new(1, 100, 0, 130)], details.Features);
        Assert.Equal(2, details.Ledger.Count);
    }

    [Theory]
    [InlineData("number")]
    [InlineData("name")]
    [InlineData("status")]
    [InlineData("backbone")]
    [InlineData("strategy")]
    [InlineData("dataset")]
    [InlineData("val_accuracy")]
    [InlineData("val_loss")]
    [InlineData("created")]
    [InlineData("duration")]
    public async Task List_SortsByEveryColumnBothWays(string column)
    {
        var dataset = await registry.AddDatasetAsync();
        await registry.AddFinishedRunAsync(dataset, [0.5], name: "b");
        await registry.AddFinishedRunAsync(dataset, [0.6], Samples.Spec(StrategyNames.FromScratch, "MobileNetV3Small"), name: "a");
        var up = await registry.SendAsync(new ListRuns(new() { Sort = column, Descending = false }));
        var down = await registry.SendAsync(new ListRuns(new() { Sort = column }));
        Assert.Equal((2, 2), (up.Rows.Count, down.Rows.Count));
        if (column is not ("status" or "dataset" or "duration"))
            Assert.Equal(up.Rows.Select(r => r.Number), down.Rows.Select(r => r.Number).Reverse());
    }

    [Fact]
    public async Task Numbers_AreFound_AndOthersAreLeftOut()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var number = (await registry.SendAsync(new GetRun(run)))!.Row.Number;
        Assert.Equal([KeyValuePair.Create(number, run)], await registry.SendAsync(new FindRunNumbers([number, number + 1, -1])));
    }

    [Fact]
    public async Task List_FiltersByEveryThing()
    {
        var pets = await registry.AddDatasetAsync();
        var leaves = await registry.AddDatasetAsync("Leaves", 3, "oak", "elm", "ash");
        var first = await registry.AddFinishedRunAsync(pets, [0.5], name: "Ünïque", tags: ["keep", "A b"]);
        var second = await registry.AddRunAsync(leaves, Samples.Spec(StrategyNames.FromScratch, "MobileNetV3Small"));
        await registry.SendAsync(new WriteRunNotes(second, "looks\nodd 100%"));

        async Task<string> Find(RunFilter filter) => string.Join(",", (await registry.SendAsync(new ListRuns(filter))).Rows.Select(r => r.Number).Order());
        Assert.Equal("1", await Find(new() { Search = "ÜNÏQUE" }));
        Assert.Equal("2", await Find(new() { Search = "mobilenet leaves" }));
        Assert.Equal("2", await Find(new() { Search = "100%" }));
        Assert.Equal("", await Find(new() { Search = "mobilenet pets" }));
        Assert.Equal("1", await Find(new() { Search = "keep" }));
        Assert.Equal("1", await Find(new() { Tag = "A b" }));
        Assert.Equal("", await Find(new() { Tag = "A" }));
        Assert.Equal("1", await Find(new() { Statuses = [RunStatus.Completed, RunStatus.Failed] }));
        Assert.Equal("2", await Find(new() { Backbone = "MobileNetV3Small" }));
        Assert.Equal("2", await Find(new() { Strategy = StrategyNames.FromScratch }));
        Assert.Equal("2", await Find(new() { Dataset = leaves.Dataset }));

        Assert.True((await registry.SendAsync(new ArchiveRuns([first], true))).IsDone);
        Assert.Equal("2", await Find(new()));
        Assert.Equal("1,2", await Find(new() { IncludeArchived = true }));
        Assert.Equal(["A b", "keep"], (await registry.SendAsync(new ListRuns(new()))).Tags);
    }

    [Fact]
    public async Task Get_SaysWhatBecameOfIt()
    {
        var dataset = await registry.AddDatasetAsync();
        var spec = Samples.Spec() with { Seed = 3 };
        var run = await registry.AddFinishedRunAsync(dataset, [0.5, 0.9, 0.8], spec, tags: "first");
        var details = (await registry.SendAsync(new GetRun(run)))!;

        Assert.Equal("Run 1 finished: 90.0 % of validation pictures right, best at epoch 2 of 10.", details.Headline);
        Assert.Equal("on only 10 validation pictures", RunWords.Judged(details.Row));
        Assert.Equal(
            "Freeze all of EfficientNetLite0, train a 2-way classifier for 10 epochs with Adam at 0.001, keep the best by val_accuracy.",
            details.StrategyInWords
        );
        Assert.Equal(new SettingDifference("seed", "3", "0"), Assert.Single(details.FromDefaults));
        var stage = Assert.Single(details.Ledger);
        Assert.Equal((true, "aa", "aa"), (stage.FrozenUnchanged, stage.FrozenHash, stage.FrozenHashAfter));
        Assert.True(details.HasEvaluation);
        Assert.Equal(["cat", "dog"], details.ClassNames);
        Assert.Contains(details.Files, f => f.Name == "best.keras" && f.Sha256 is not null);
        Assert.Null(await registry.SendAsync(new GetRun(RunId.New())));
    }

    [Fact]
    public async Task Get_ChangedFrozenWeights_Show()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                Samples.Started(["cat", "dog"]),
                Samples.Stage(0, 0, 1),
                Samples.Epoch(0),
                Samples.Epoch(1, hash: "bb"),
                Samples.Stage(1, 2, 3, "cc"),
                Samples.Epoch(2, 1, hash: "cc"),
            ],
            Cancelled
        );

        var ledger = (await registry.SendAsync(new GetRun(run)))!.Ledger;
        Assert.Equal([false, true], ledger.Select(s => s.FrozenUnchanged));
        // The second stage still runs.
        Assert.Equal(["bb", null], ledger.Select(s => s.FrozenHashAfter));
    }

    [Fact]
    public async Task Get_AWarning_BringsRemediesThatCanStart()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), Samples.Spec(StrategyNames.FineTuning));
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [.. Enumerable.Range(0, 4).Select(i => Samples.Epoch(i, loss: 0.5 - (0.1 * i), valLoss: 0.5 + (0.1 * i)))],
            Cancelled
        );

        var warning = Assert.Single((await registry.SendAsync(new GetRun(run)))!.Warnings);
        Assert.Equal(5, warning.Remedies.Count);
        Assert.All(warning.Remedies, r => Assert.Empty(TrainingSpecValidator.Validate(r.Spec)));
        Assert.Contains("Overfitting", (await registry.SendAsync(new ListRuns(new()))).Rows[0].Attention);
    }

    [Fact]
    public async Task Curves_RunParallelAndMarkRateDrops()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                Samples.Started(["cat", "dog"]),
                Samples.Epoch(0),
                Samples.Epoch(1, rate: 0.0002),
                Samples.Epoch(2, 1, rate: 0.00001),
                Samples.Epoch(3, 1, loss: null, rate: 0.00001),
            ],
            Cancelled
        );

        var curves = (await registry.SendAsync(new GetRunCurves(run)))!;
        Assert.Equal([0, 1, 2, 3], curves.Epochs);
        Assert.Equal([1], curves.RateDrops);
        Assert.Equal([2.5, 5, 7.5, 10], curves.ElapsedSeconds);
        Assert.Null(curves["loss"][3]);
        Assert.Equal(3, curves.StepsPerEpoch);
        Assert.Null(await registry.SendAsync(new GetRunCurves(RunId.New())));
    }

    [Fact]
    public async Task Log_GivesEventsInWordsAndStandardErrorInOrder()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0)], Cancelled);
        await registry.Runs.AppendLogAsync(run, "stderr", ["one", "two\u0000\u001b[31mred"], Cancelled);

        var lines = await registry.SendAsync(new GetRunLog(run, 0));
        Assert.Equal([(1L, "epoch"), (2L, "stderr"), (3L, "stderr")], lines.Select(l => (l.Sequence, l.Kind)));
        Assert.StartsWith("Epoch 1: loss 0.5000", lines[0].Text, StringComparison.Ordinal);
        Assert.Equal("two  [31mred", lines[2].Text);
        Assert.Equal([2L, 3L], (await registry.SendAsync(new GetRunLog(run, 1))).Select(l => l.Sequence));
        Assert.Equal([3L], (await registry.SendAsync(new GetRunLog(run, -1, 1))).Select(l => l.Sequence));
    }

    [Fact]
    public async Task Evaluation_FindsThePictures()
    {
        var dataset = await registry.AddDatasetAsync();
        var run = await registry.AddFinishedRunAsync(dataset, [0.9], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 5, "cat/1.png"));
        var evaluation = (await registry.SendAsync(new GetEvaluation(run)))!;
        Assert.Equal(Samples.Sha("cat1"), evaluation.PictureOf["cat/1.png"]);
        Assert.Equal(10, evaluation.PictureOf.Count);

        // The manifest was deleted behind the registry: the evaluation stays.
        await using var again = registry.Beside();
        File.Delete(dataset.ManifestFile);
        Assert.Empty((await again.SendAsync(new GetEvaluation(run)))!.PictureOf);
    }

    [Fact]
    public async Task Compare_TwoRuns_CountsPicturesThatChangedSides()
    {
        var dataset = await registry.AddDatasetAsync("pets", 40);
        var wrong = Enumerable.Range(0, 12).Select(i => $"cat/{i}.png").ToArray();
        var a = await registry.AddFinishedRunAsync(dataset, [0.85], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 40, wrong));
        var b = await registry.AddFinishedRunAsync(
            dataset,
            [0.9875],
            Samples.Spec() with
            {
                Seed = 7,
            },
            Samples.EvaluationJson(dataset.ClassNames, 40, "dog/0.png")
        );

        var comparison = (await registry.SendAsync(new CompareRuns([a, b]))).Value!;
        Assert.Equal("Run 2 beats run 1 by 13.8 points (95 % interval 5.0 to 21.9); 13 pictures changed sides.", comparison.Headline);
        Assert.Equal((12, 1), (comparison.ChangedSides.Count(c => c.NowRight), comparison.ChangedSides.Count(c => !c.NowRight)));
        Assert.All(comparison.ChangedSides, c => Assert.NotNull(c.Sha256));
        Assert.Equal("image-classification", comparison.Task);
        Assert.Equal("seed", Assert.Single(comparison.Settings, s => s.Differs).Setting);
        var accuracy = comparison.Metrics[0];
        Assert.Equal((1, null, 0.1375), (accuracy.Best, accuracy.Deltas[0], Math.Round(accuracy.Deltas[1]!.Value, 6)));
        var cell = Assert.Single(comparison.Grid);
        Assert.Equal((2, 0.91875), (cell.Runs, cell.Mean));

        var turned = (await registry.SendAsync(new CompareRuns([a, b], Baseline: b))).Value!;
        Assert.Equal(comparison.Headline, turned.Headline);
        Assert.Equal((b, 1), (turned.Baseline, turned.ChangedSides.Count(c => c.NowRight)));
    }

    [Fact]
    public async Task Compare_WhatCannotBeCompared_IsRefused()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        Assert.Equal("Expected 2 to 20 runs to compare; received 1.", (await registry.SendAsync(new CompareRuns([run, run]))).Refusal);
        Assert.Contains("unknown", (await registry.SendAsync(new CompareRuns([run, RunId.New()]))).Refusal);
        Assert.Contains("baseline", (await registry.SendAsync(new CompareRuns([run, RunId.New()], RunId.New()))).Refusal);
    }

    [Fact]
    public async Task Change_AllOrNothing()
    {
        var dataset = await registry.AddDatasetAsync();
        var done = await registry.AddFinishedRunAsync(dataset, [0.5]);
        var queued = await registry.AddRunAsync(dataset);
        Assert.Equal(
            "Expected finished runs to archive; run 2 is queued. Stop it first.",
            (await registry.SendAsync(new ArchiveRuns([done, queued], true))).Refusal
        );
        Assert.Equal(2, (await registry.SendAsync(new ListRuns(new()))).Total);

        Assert.True((await registry.SendAsync(new TagRuns([done, queued], ["x", "y"], []))).IsDone);
        Assert.True((await registry.SendAsync(new TagRuns([done], ["z"], ["X"]))).IsDone);
        Assert.Equal(["y", "z"], (await registry.SendAsync(new GetRun(done)))!.Row.Tags);
        Assert.Contains("control characters", (await registry.SendAsync(new RenameRun(done, "a\0b"))).Refusal);
        Assert.True((await registry.SendAsync(new RenameRun(done, " <b>b</b> "))).IsDone);
        Assert.Equal("<b>b</b>", (await registry.SendAsync(new GetRun(done)))!.Row.Name);
        Assert.Contains("does not know", (await registry.SendAsync(new RenameRun(RunId.New(), "x"))).Refusal);
    }

    [Fact]
    public async Task Home_AnswersFirst()
    {
        Assert.True((await registry.SendAsync(new Core.Workers.GetHome())).IsFirstStart);
        var dataset = await registry.AddDatasetAsync();
        await registry.AddFinishedRunAsync(dataset, [0.9], evaluationJson: Samples.EvaluationJson(dataset.ClassNames, 5, "cat/1.png", "dog/3.png"));
        await registry.AddRunAsync(dataset);

        var home = await registry.SendAsync(new Core.Workers.GetHome());
        Assert.False(home.IsFirstStart);
        Assert.Equal((1, 1, 2, 1), (home.Running.Count, home.Recent.Count, home.Runs, home.Datasets));
        Assert.StartsWith("Run 1 finished: 90.0 %", home.LastHeadline, StringComparison.Ordinal);
        // The surest of the two mistakes.
        Assert.Equal(Samples.Sha("cat1"), home.WorstMistake);
        Assert.Equal("1.png is cat; it was taken for dog with 89.0 %.", home.WorstMistakeSentence);
        Assert.Contains("No worker", home.WorkerSentence);
    }
}
