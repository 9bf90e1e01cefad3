using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>Rows of before metrics had names: nothing of them is lost, to the bit.</summary>
public sealed class MetricsMigrationTests : IAsyncLifetime
{
    private const string Before = "20261129031207_Work";
    private const int Epochs = 400;
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Up_KeepsEveryNumber()
    {
        var dataset = await registry.AddDatasetAsync();
        var run = await registry.AddFinishedRunAsync(dataset, [.. Enumerable.Range(0, Epochs).Select(i => i / 1000.0)]);
        var byLoss = await registry.AddFinishedRunAsync(dataset, [0.5, 0.25]);
        var unmeasured = await registry.AddRunAsync(dataset);
        var version = (await registry.Models.AddVersionAsync("pets-net", await registry.ContentsOfAsync(run), Caller.LocalOwner, Cancelled)).Value!;

        await MigrateAsync(Before);
        var random = new Random(7);
        var written = Enumerable.Range(0, Epochs).Select(_ => Enumerable.Range(0, 4).Select(_ => Any(random)).ToArray()).ToArray();
        await using (
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = registry.Layout.Database, Pooling = false }.ToString())
        )
        {
            await connection.OpenAsync(Cancelled);
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            for (var i = 0; i < Epochs; i++)
                await RunAsync(
                    connection,
                    "UPDATE RunEpochs SET Loss = @p0, Accuracy = @p1, ValLoss = @p2, ValAccuracy = @p3 WHERE Epoch = @p4 AND RunId = (SELECT Id FROM Runs WHERE Number = 1)",
                    [.. written[i], i]
                );
            await RunAsync(
                connection,
                "UPDATE Runs SET BestEpoch = 7, BestValLoss = @p0, BestValAccuracy = @p1 WHERE Number = 1",
                written[7][2],
                written[7][3]
            );
            await RunAsync(connection, "UPDATE ModelVersions SET ValLoss = @p0, ValAccuracy = @p1", written[7][2], written[7][3]);
            // A run of which no accuracy was ever finite is drawn by its loss.
            await RunAsync(connection, "UPDATE RunEpochs SET ValAccuracy = NULL WHERE RunId = (SELECT Id FROM Runs WHERE Number = 2)");
            await RunAsync(connection, "UPDATE Runs SET BestValAccuracy = NULL WHERE Number = 2");
            await transaction.CommitAsync(Cancelled);
        }
        await MigrateAsync(null);

        var epochs = await registry.ReadAsync(c => c.Epochs.Where(e => e.RunId == run).OrderBy(e => e.Epoch).ToListAsync(Cancelled));
        Assert.Equal(
            written.Select(w => MetricValues.Of(("loss", w[0]), ("accuracy", w[1]), ("val_loss", w[2]), ("val_accuracy", w[3]))),
            epochs.Select(e => e.Metrics)
        );
        Assert.Equal(written.Select(w => w[3]), epochs.Select(e => e.PrimaryValue));
        var row = (await registry.SendAsync(new GetRun(run)))!.Row;
        Assert.Equal((MetricSet.OfOlderRuns, "val_accuracy"), (row.Measures, row.Measures.Primary));
        foreach (
            var (name, value) in new[] { ("loss", written[7][0]), ("accuracy", written[7][1]), ("val_loss", written[7][2]), ("val_accuracy", written[7][3]) }
        )
            Assert.Equal(value, row.Metrics[name]);
        Assert.Equal(written[7][3], (await registry.Models.FindAsync("pets-net", "1", Cancelled))!.Contents.Metrics["val_accuracy"]);
        Assert.Equal(1, version.Version);

        var second = (await registry.SendAsync(new GetRun(byLoss)))!.Row;
        Assert.Equal(((double?)null, 0.5), (second.PrimaryValue, second.Metrics["val_loss"]));
        Assert.Equal([0.5, 0.75], second.Spark);
        Assert.Empty((await registry.SendAsync(new GetRun(unmeasured)))!.Row.Metrics);
    }

    [Fact]
    public async Task Up_TellsEachMetricWhatListsFilterBy()
    {
        var dataset = await registry.AddDatasetAsync();
        RunId[] runs =
        [
            await registry.AddFinishedRunAsync(dataset, [0.5]),
            await registry.AddFinishedRunAsync(dataset, [0.6]),
            await registry.AddFinishedRunAsync(dataset, [0.7]),
        ];
        Assert.True((await registry.SendAsync(new ArchiveRuns([runs[0]], true))).IsDone);
        var moved = ProjectId.New();
        await MigrateAsync("20261129233810_DatasetKinds");
        await registry.ReadAsync(c => c.Runs.Where(r => r.Id == runs[1]).ExecuteUpdateAsync(set => set.SetProperty(r => r.ProjectId, moved), Cancelled));
        await MigrateAsync(null);

        var rows = await registry.ReadAsync(c =>
            c.RunMetrics.OrderBy(m => m.Number).Select(m => ValueTuple.Create(m.Number, m.IsArchived, m.ProjectId)).Distinct().ToListAsync(Cancelled)
        );
        Assert.Equal([(1, true, ProjectId.Default), (2, false, moved), (3, false, ProjectId.Default)], rows);
    }

    // Every exponent; one in ten was not measured.
    private static double? Any(Random random)
    {
        if (random.Next(10) == 0)
            return null;
        double value;
        do value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        while (!double.IsFinite(value));
        return random.Next(2) == 0 ? value : (float)random.NextDouble();
    }

    private Task MigrateAsync(string? migration) =>
        registry.ReadAsync(async c =>
        {
            await c.GetService<IMigrator>().MigrateAsync(migration, Cancelled);
            return true;
        });

    private static async Task RunAsync(SqliteConnection connection, string sql, params object?[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("@p" + i, values[i] ?? DBNull.Value);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancelled));
    }
}
