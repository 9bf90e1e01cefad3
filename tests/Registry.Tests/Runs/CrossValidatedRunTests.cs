using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>A cross-validated run in one row: epochs count through the folds, and in the end the row says their mean.</summary>
public sealed class CrossValidatedRunTests : IAsyncLifetime
{
    private static readonly TrainingSpec Spec = Samples.Spec() with
    {
        Stages = [new() { Epochs = 3 }],
        CrossValidation = new() { Folds = 3 },
    };

    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Epochs_OfFolds_CountThroughTheRun_AndAFoldSentAgainReplacesItself()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), Spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [.. Fold(0, 0.5, 0.6, 0.7), .. Fold(1, 0.4, 0.8)], Cancelled);

        var row = (await DetailsAsync(run)).Row;
        Assert.Equal((5, 9, 4), (row.EpochsDone, row.TotalEpochs, row.BestEpoch));
        Assert.Null(row.Folds);

        // The worker is gone; the next one goes on within the second fold.
        await registry.Ledger.InterruptAsync(lease, "gone", Cancelled);
        var next = (await registry.Ledger.AcquireAsync(run, "there", Cancelled))!;
        await registry.Ledger.AppendAsync(
            next,
            [Samples.Epoch(1, valAccuracy: 0.65) with { Fold = 1 }, Samples.Epoch(2, valAccuracy: 0.6) with { Fold = 1 }],
            Cancelled
        );

        Assert.Equal(
            [0, 1, 2, 3, 4, 5],
            (await registry.ReadAsync(c => c.Epochs.Where(e => e.RunId == run).OrderBy(e => e.Epoch).ToListAsync(Cancelled))).Select(e => e.Epoch)
        );
        Assert.Equal((2, 0.7), ((await DetailsAsync(run)).Row.BestEpoch!.Value, (await DetailsAsync(run)).Row.PrimaryValue!.Value));
        var log = await registry.SendAsync(new GetRunLog(run, 0));
        Assert.Contains(log, l => l.Text.StartsWith("Fold 2: Epoch 3: loss", StringComparison.Ordinal));
        var curves = FoldEpochs.Apart((await registry.SendAsync(new GetRunCurves(run)))!, Spec);
        Assert.Equal(["Fold 1", "Fold 2"], curves.Select(c => c.Name));
        Assert.Equal([0, 1, 2], curves[1].Epochs);
        Assert.Equal([0.4, 0.65, 0.6], curves[1]["val_accuracy"].Select(v => v!.Value));
        Assert.Equal(2.5, curves[1].ElapsedSeconds[0], 6);
        Assert.Equal([2, null], curves.Select(c => c.BestEpoch));
    }

    [Fact]
    public async Task Warnings_AreOfOneFold_NotOfTheStepBetweenTwo()
    {
        var spec = Spec with { BatchNormMode = "train", Stages = [new() { Epochs = 2 }, new() { Epochs = 1, Unfreeze = Unfreeze.All }] };
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        // Loss falls to 0.1 in the first fold and begins at 2 in the second, in another stage: no jump, a new network.
        await registry.Ledger.AppendAsync(
            lease,
            [
                Samples.Epoch(0, 0, loss: 1) with
                {
                    Fold = 0,
                },
                Samples.Epoch(1, 0, loss: 0.5) with
                {
                    Fold = 0,
                },
                Samples.Epoch(2, 1, loss: 0.1) with
                {
                    Fold = 0,
                },
                Samples.Epoch(0, 0, loss: 2) with
                {
                    Fold = 1,
                },
            ],
            Cancelled
        );
        Assert.Empty((await DetailsAsync(run)).Warnings);
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(1, 0, loss: 1) with { Fold = 1 }, Samples.Epoch(2, 1, loss: 1.6) with { Fold = 1 }], Cancelled);
        Assert.Equal("batchnorm-jump", Assert.Single((await DetailsAsync(run)).Warnings).Code);
    }

    [Fact]
    public async Task Finish_SaysTheMean_InTheRowAndTheHeadline()
    {
        var dataset = await registry.AddDatasetAsync();
        var run = await registry.AddRunAsync(dataset, Spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                .. Fold(0, 0.5, 0.6, 0.7),
                .. Fold(1, 0.4, 0.8, 0.75),
                .. Fold(2, 0.4, 0.5, 0.6),
                new FinishedEvent("completed", 1, 0.8, "val_accuracy") { Fold = 1 },
            ],
            Cancelled
        );
        FoldResult Result(int fold, int epoch, double accuracy) =>
            new(fold, "completed", 3, epoch, accuracy, MetricValues.Of(("val_accuracy", accuracy), ("val_loss", 1 - accuracy)), 6, 4, 7.5);
        var report = CrossValidationReport.Of(true, "val_accuracy", maximizes: true, [Result(0, 2, 0.7), Result(1, 1, 0.8), Result(2, 2, 0.6)]);
        await registry.Ledger.FinishAsync(
            lease,
            RunStatus.Completed,
            null,
            new(null, null, Samples.Preprocessing, Samples.EvaluationJson(dataset.ClassNames), "{}")
            {
                CrossValidationJson = JsonSerializer.Serialize(report, CrossValidationReport.Json),
            },
            Cancelled
        );

        var details = await DetailsAsync(run);
        Assert.Equal("Run 1 finished 3 folds: 70.0 % ± 10.0 points of validation pictures right on average; fold 2 is the best.", details.Headline);
        Assert.Equal((4, 0.7), (details.Row.BestEpoch!.Value, Math.Round(details.Row.PrimaryValue!.Value, 9)));
        // The means over the folds, beside what the best epoch measured on the training data.
        Assert.Equal(
            [("accuracy", 0.9), ("loss", 0.5), ("val_accuracy", 0.7), ("val_loss", 0.3)],
            details.Row.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, Math.Round(m.Value!.Value, 9)))
        );
        Assert.Equal(1, details.Row.Folds!.BestFold);
        var listed = Assert.Single((await registry.SendAsync(new ListRuns(new RunFilter()))).Rows);
        Assert.Equal(0.1, listed.Folds!.Metrics["val_accuracy"].StandardDeviation!.Value, 9);
        var compared = await registry.SendAsync(new CompareRuns([run, await registry.AddFinishedRunAsync(dataset, [0.5, 0.9])]));
        Assert.True(compared.IsDone, compared.Refusal);
    }

    private static IEnumerable<RunEvent> Fold(int fold, params double[] accuracy) =>
        [
            Samples.Started(["cat", "dog"]) with
            {
                Fold = fold,
            },
            Samples.Stage(0, 0, 2) with
            {
                Fold = fold,
            },
            .. accuracy.Select((v, i) => Samples.Epoch(i, valAccuracy: v, valLoss: 1 - v) with { Fold = fold }),
        ];

    private async Task<RunDetails> DetailsAsync(RunId run) => (await registry.SendAsync(new GetRun(run)))!;
}
