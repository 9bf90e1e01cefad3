using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>A run whose engine measures what no part of the registry has heard of: numbers, the best of which is the smallest.</summary>
public sealed class MetricsByNameTests : IAsyncLifetime
{
    private static readonly MetricSet Numbers = MetricSet.Of([new("mae", Direction.Smaller, "cm")], [new("r2", Direction.Larger)], "val_mae");
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task ARun_IsStoredAndReadWithItsOwnMetrics()
    {
        var run = await NumbersAsync(await registry.AddDatasetAsync(), 3, 1.5, 2);

        var details = (await registry.SendAsync(new GetRun(run)))!;
        Assert.Equal(Numbers, details.Row.Measures);
        Assert.Equal((1, 1.5), (details.Row.BestEpoch!.Value, details.Row.PrimaryValue));
        Assert.Equal(0.25, details.Row.Metrics["val_r2"]);
        Assert.Equal([3, 1.5, 2], details.Row.Spark);
        Assert.Equal("Run 1 finished: val_mae 1.5 cm, best at epoch 2 of 10.", details.Headline);
        // Numbers have no chance level, and nothing that is called accuracy.
        Assert.Empty(details.Warnings);
        Assert.Contains(
            await registry.SendAsync(new GetRunLog(run, 0)),
            l =>
                l.Text.StartsWith(
                    "Epoch 2: loss 1.0000, mae 0.7500, validation loss 2.2500, validation mae 1.5000, validation r2 0.2500,",
                    StringComparison.Ordinal
                )
        );

        var curves = (await registry.SendAsync(new GetRunCurves(run)))!;
        Assert.Equal(Numbers.Names, curves.Metrics.Select(m => m.Name));
        Assert.Equal([3, 1.5, 2], curves["val_mae"]);
        Assert.Equal([null, null, null], curves["val_accuracy"]);
        Assert.Equal(Numbers, curves.Measures);
    }

    [Fact]
    public async Task Lists_SortByAnyMetric_ThoseWithoutItLast()
    {
        var dataset = await registry.AddDatasetAsync();
        await NumbersAsync(dataset, 3, 2);
        await registry.AddFinishedRunAsync(dataset, [0.5, 0.9]);
        await NumbersAsync(dataset, 1);

        Assert.Equal([3, 1, 2], await SortedAsync("val_mae", descending: false));
        Assert.Equal([1, 3, 2], await SortedAsync("val_mae", descending: true));
        Assert.Equal([3, 1, 2], await SortedAsync("val_r2", descending: true));
        Assert.Equal([2, 3, 1], await SortedAsync("accuracy", descending: true));
        var rows = await registry.SendAsync(new ListRuns(new()));
        Assert.Equal(["accuracy", "loss", "mae", "val_accuracy", "val_loss", "val_mae", "val_r2"], rows.Metrics);
        Assert.Equal([1, 0.9, 2], rows.Rows.Select(r => r.PrimaryValue!.Value));
    }

    [Fact]
    public async Task Lists_ByAMetric_KnowWhoIsArchived_AndWhoMoved()
    {
        var (here, other) = (Caller.LocalOwner, ProjectId.New());
        var dataset = await registry.AddDatasetAsync();
        RunId[] runs = [await NumbersAsync(dataset, 3), await NumbersAsync(dataset, 2), await NumbersAsync(dataset, 1)];

        Assert.True((await registry.SendAsync(new ArchiveRuns([runs[1]], true))).IsDone);
        Assert.Equal([3, 1], await ListedAsync(here));
        Assert.Equal([3, 2, 1], await ListedAsync(here, new() { IncludeArchived = true }));
        Assert.Equal([3, 1], await ListedAsync(here, new() { Statuses = [RunStatus.Completed] }));
        Assert.True((await registry.SendAsync(new ArchiveRuns([runs[1]], false))).IsDone);
        Assert.Equal([3, 2, 1], await ListedAsync(here));

        await registry
            .Get<RegistryWriter>()
            .WriteAsync(
                async unit =>
                {
                    var run = await unit.Context.Runs.SingleAsync(r => r.Id == runs[2], Cancelled);
                    unit.Context.Entry(run).Property(r => r.ProjectId).CurrentValue = other;
                    return Outcome.Done;
                },
                Cancelled
            );
        Assert.Equal([3], await ListedAsync(new("anna", null, [new(Permission.View, other)])));
        Assert.Equal([2, 1], await ListedAsync(new("ben", null, [new(Permission.View, ProjectId.Default)])));
        Assert.Equal([3, 2, 1], await ListedAsync(here));

        async Task<IEnumerable<int>> ListedAsync(Caller caller, RunFilter? filter = null) =>
            (await registry.SendAsync(caller, new ListRuns((filter ?? new()) with { Sort = "val_mae", Descending = false }))).Rows.Select(r => r.Number);
    }

    [Fact]
    public async Task Compare_AndHome_JudgeByTheRunsOwnMetric()
    {
        var dataset = await registry.AddDatasetAsync();
        RunId[] runs = [await NumbersAsync(dataset, 3), await NumbersAsync(dataset, 1), await NumbersAsync(dataset, 2)];

        var compared = (await registry.SendAsync(new CompareRuns(runs))).Value!;
        Assert.Equal("Run 2 leads 3 runs: val_mae 1 cm, 2 cm below run 1.", compared.Headline);
        Assert.Equal(
            [
                ("Validation mae", "cm", Direction.Smaller),
                ("Validation loss", null, Direction.Smaller),
                ("Validation r2", null, Direction.Larger),
                ("Training mae", "cm", Direction.Smaller),
                ("Gap to training mae", "cm", Direction.Smaller),
                ("Took", "s", Direction.Smaller),
            ],
            compared.Metrics.Select(m => (m.Name, m.Unit, m.Better!.Value))
        );
        Assert.Equal([3, 1, 2], compared.Metrics[0].Values);
        Assert.Equal((1, -2), (compared.Metrics[0].Best, compared.Metrics[0].Deltas[1]));
        Assert.Equal((Numbers.PrimarySpec, 2), (Assert.Single(compared.Grid).Metric, compared.Grid[0].Mean));

        var mixed = (await registry.SendAsync(new CompareRuns([runs[0], await registry.AddFinishedRunAsync(dataset, [0.5])]))).Value!;
        Assert.Equal("These 2 runs are judged by different metrics (val_mae, val_accuracy), so that none leads.", mixed.Headline);
        Assert.Equal([null, 0.5], mixed.Metrics.Single(m => m.Name == "Validation accuracy").Values);

        await NumbersAsync(dataset, 2.5);
        var home = await registry.SendAsync(new GetHome());
        Assert.Equal("Run 5 finished: val_mae 2.5 cm, best at epoch 1 of 10.", home.LastHeadline);
    }

    [Fact]
    public async Task AModel_IsJudgedByItsRunsMetric()
    {
        var dataset = await registry.AddDatasetAsync();
        foreach (var mae in new[] { 3.0, 1.25 })
        {
            var added = await registry.Models.AddVersionAsync(
                "heights",
                await registry.ContentsOfAsync(await NumbersAsync(dataset, mae)),
                Caller.LocalOwner,
                Cancelled
            );
            Assert.True(added.IsDone, added.Refusal);
        }

        var model = Assert.Single(await registry.SendAsync(new ListModels()));
        Assert.Equal((Numbers.PrimarySpec, 1.25), (model.Latest.Primary, model.Latest.PrimaryValue));
        Assert.Equal([3, 1.25], model.Spark);
        Assert.Contains(await registry.SendAsync(new ListActivity()), a => a.Sentence == "heights v2 was registered from run 2 with 1.25 cm validation mae.");
        Assert.Equal(
            "v1 becomes the first champion, with 3 cm validation mae.",
            (await registry.SendAsync(new GetAliasImpact(model.Id, "champion", 1)))!.Sentence
        );
        Assert.True(
            (await registry.SendAsync(new MoveAlias(model.Id, "champion", 1, "first", (await registry.SendAsync(new GetModel("heights")))!.Revision))).IsDone
        );
        var impact = (await registry.SendAsync(new GetAliasImpact(model.Id, "champion", 2)))!;
        Assert.Equal("v2 replaces v1 as champion: validation mae changes by -1.75 cm.", impact.Sentence);
        Assert.Equal(("Validation mae", Direction.Smaller, 1), (impact.Metrics[0].Name, impact.Metrics[0].Better, impact.Metrics[0].Best));
        Assert.DoesNotContain(impact.Metrics, m => m.Name is "Macro F1" or "Validation accuracy");
    }

    [Fact]
    public async Task Folds_OfAnyMetrics_GiveTheirMeans()
    {
        var spec = Samples.Spec() with
        {
            CrossValidation = new() { Folds = 2 },
            Stages = [new() { Epochs = 1 }],
        };
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync(), spec);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        await registry.Ledger.AppendAsync(
            lease,
            [
                Started() with
                {
                    Fold = 0,
                },
                Epoch(0, 3) with
                {
                    Fold = 0,
                },
                Epoch(0, 1) with
                {
                    Fold = 1,
                },
                new FinishedEvent("completed", 0, 1, "val_mae") { Fold = 1 },
            ],
            Cancelled
        );
        FoldResult Fold(int fold, double mae) => new(fold, "completed", 1, 0, mae, MetricValues.Of(("val_loss", mae * mae), ("val_mae", mae)), 6, 4, 1);
        var report = CrossValidationReport.Of(false, "val_mae", maximizes: false, [Fold(0, 3), Fold(1, 1)]);
        await registry.Ledger.FinishAsync(
            lease,
            RunStatus.Completed,
            null,
            new(null, null, null, null, null) { CrossValidationJson = System.Text.Json.JsonSerializer.Serialize(report, CrossValidationReport.Json) },
            Cancelled
        );

        var details = (await registry.SendAsync(new GetRun(run)))!;
        Assert.Equal("Run 1 finished 2 folds: val_mae 2 cm ± 1.414 cm on average; fold 2 is the best.", details.Headline);
        Assert.Equal((2, 5, 0.5), (details.Row.Metrics["val_mae"], details.Row.Metrics["val_loss"], details.Row.Metrics["mae"]));
    }

    [Fact]
    public async Task ABetterEpoch_OrOneThatIsTakenBack_ChangesTheRunsMetrics()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        var lease = (await registry.Ledger.AcquireAsync(run, "one", Cancelled))!;
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(0, valAccuracy: 0.5)], Cancelled);
        Assert.Equal(0.5, (await RowAsync(run)).PrimaryValue);
        // A worse one: the best stays.
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(1, valAccuracy: 0.4)], Cancelled);
        Assert.Equal(0.5, (await RowAsync(run)).PrimaryValue);
        await registry.Ledger.AppendAsync(lease, [Samples.Epoch(2, valAccuracy: 0.9, valLoss: 0.1)], Cancelled);
        Assert.Equal((0.9, 0.1), ((await RowAsync(run)).PrimaryValue, (await RowAsync(run)).Metrics["val_loss"]));
        await registry.Ledger.InterruptAsync(lease, "gone", Cancelled);
        var next = (await registry.Ledger.AcquireAsync(run, "two", Cancelled))!;
        await registry.Ledger.AppendAsync(next, [Samples.Epoch(0, valAccuracy: null)], Cancelled);
        Assert.Null((await RowAsync(run)).PrimaryValue);
        Assert.Empty(await registry.ReadAsync(c => c.RunMetrics.ToListAsync(Cancelled)));
    }

    private async Task<IEnumerable<int>> SortedAsync(string metric, bool descending) =>
        (await registry.SendAsync(new ListRuns(new() { Sort = metric, Descending = descending }))).Rows.Select(r => r.Number);

    private async Task<RunRow> RowAsync(RunId run) => (await registry.SendAsync(new GetRun(run)))!.Row;

    private async Task<RunId> NumbersAsync(StoredDatasetVersion dataset, params double[] mae)
    {
        var run = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        var best = mae.Min();
        Assert.True(
            await registry.Ledger.AppendAsync(
                lease,
                [
                    Started(),
                    Samples.Stage(0, 0, mae.Length - 1),
                    .. mae.Select((v, i) => Epoch(i, v)),
                    new FinishedEvent("completed", Array.IndexOf(mae, best), best, "val_mae"),
                ],
                Cancelled
            )
        );
        registry.Time.Advance(TimeSpan.FromSeconds(40));
        var artifact = await registry.Artifacts.PutAsync(new MemoryStream(Guid.NewGuid().ToByteArray()), Cancelled);
        Assert.True(await registry.Ledger.FinishAsync(lease, RunStatus.Completed, null, new(artifact, artifact, Samples.Preprocessing, null, "{}"), Cancelled));
        return run;
    }

    private static StartedEvent Started() => Samples.Started([]) with { Metrics = Numbers.Specs, PrimaryMetric = Numbers.Primary };

    private static EpochEvent Epoch(int epoch, double mae) =>
        Samples.Epoch(epoch) with
        {
            Metrics = MetricValues.Of(("loss", 1), ("mae", mae / 2), ("val_loss", mae * mae), ("val_mae", mae), ("val_r2", 1 - (mae / 2))),
        };
}
