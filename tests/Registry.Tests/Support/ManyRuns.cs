using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A registry of as many runs as a team makes in years, in seconds: one run goes its whole way, and its rows are copied by the database with other
/// numbers in them.</summary>
/// <remarks>Whatever columns a migration adds are copied too. Runs differ in backbone, strategy, status, accuracy, tags; one in twenty is archived.</remarks>
public static class ManyRuns
{
    /// <param name="services">Of <c>AddRegistry</c>, on an empty folder.</param>
    /// <param name="runs">In all, the first one included.</param>
    /// <param name="epochs">Of each run.</param>
    /// <param name="logged">How many of the newest runs keep the whole log and the evaluation; the others what every page of a run reads: start, stages,
    /// end.</param>
    public static async Task<IReadOnlyList<RunId>> FillAsync(IServiceProvider services, int runs, int epochs, int logged, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<RegistryMigrator>().InitializeAsync(cancellationToken);
        await FirstAsync(services, epochs, cancellationToken);
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = services.GetRequiredService<StorageLayout>().Database, Pooling = false }.ToString()
        );
        await connection.OpenAsync(cancellationToken);
        await RunAsync(connection, "PRAGMA synchronous = OFF; BEGIN", cancellationToken);
        await CopyAsync(connection, "Runs", "Number", runs, "", RunColumns, cancellationToken);
        await CopyAsync(connection, "TrainingSpecs", "RunId", runs, "", _ => null, cancellationToken);
        await CopyAsync(connection, "RunFacts", "RunId", runs, "", _ => null, cancellationToken);
        await CopyAsync(connection, "RunEpochs", "RunId", runs, "", EpochColumns, cancellationToken);
        await CopyAsync(connection, "RunMetrics", "RunId", runs, "AND n % 40 <> 1", MetricColumns, cancellationToken);
        await CopyAsync(
            connection,
            "RunLog",
            "RunId",
            runs,
            $"AND (n > {runs - logged} OR t.Kind NOT IN ('epoch', 'checkpoint'))",
            _ => null,
            cancellationToken
        );
        await CopyAsync(connection, "RunDocuments", "RunId", runs, $"AND n > {runs - logged}", _ => null, cancellationToken);
        await RunAsync(
            connection,
            "INSERT INTO RunWarnings (RunId, Code, Sentence, Epoch, Time) SELECT Id, 'overfitting', 'It overfits.', 3, CreatedAt FROM Runs WHERE Number % 7 = 0; COMMIT",
            cancellationToken
        );
        return [.. Enumerable.Range(1, runs).Select(Id)];
    }

    /// <summary>The id of the run of a number from 2 on.</summary>
    public static RunId Id(int number) => new(Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"{number:X8}-0000-7000-8000-{number * 7919L:X12}")));

    private static string? RunColumns(string column) =>
        column switch
        {
            "Number" => "n",
            "Name" => "'Trial ' || (n * 7919 % 100000)",
            "NameKey" => "'trial ' || (n * 7919 % 100000)",
            "SearchText" => "n || ' trial ' || (n * 7919 % 100000) || ' ' || lower(" + Backbone + ") || ' ' || lower(t.Strategy)",
            "Backbone" => Backbone,
            "Status" => "CASE n % 40 WHEN 1 THEN 'Failed' WHEN 2 THEN 'StoppedEarly' WHEN 3 THEN 'Cancelled' ELSE 'Completed' END",
            "StatusDetail" => "CASE n % 40 WHEN 1 THEN 'Out of memory.' END",
            "BestValue" => "CASE n % 40 WHEN 1 THEN NULL ELSE 0.4 + (n * 7919 % 6000) / 10007.0 END",
            "DurationSeconds" => "20 + n * 7919 % 5000",
            "CreatedAt" or "StartedAt" or "FinishedAt" => $"t.{column} + n * 600000000",
            "IsArchived" => "n % 20 = 0",
            "Tags" => "CASE n % 10 WHEN 0 THEN '[\"keep\"]' WHEN 5 THEN '[\"paper\",\"week ' || (n % 3) || '\"]' ELSE '[]' END",
            _ => null,
        };

    private const string Backbone = "CASE n % 5 WHEN 0 THEN 'EfficientNetB0' WHEN 1 THEN 'MobileNetV3Small' WHEN 2 THEN 'ResNet50V2' ELSE t.Backbone END";

    private static string? EpochColumns(string column) =>
        column switch
        {
            "PrimaryValue" => "(0.4 + (n * 7919 % 6000) / 10007.0) * (1 - 0.5 / (t.Epoch + 1))",
            "Metrics" =>
                "json_set(t.Metrics, '$.val_accuracy', (0.4 + (n * 7919 % 6000) / 10007.0) * (1 - 0.5 / (t.Epoch + 1)), '$.val_loss', 2 - (n * 7919 % 6000) / 5003.0 + 1.0 / (t.Epoch + 1))",
            _ => null,
        };

    // Failed runs have none.
    private static string? MetricColumns(string column) =>
        column switch
        {
            "Number" => "n",
            "IsArchived" => "n % 20 = 0",
            "Value" =>
                "CASE t.Name WHEN 'val_accuracy' THEN 0.4 + (n * 7919 % 6000) / 10007.0 WHEN 'val_loss' THEN 2 - (n * 7919 % 6000) / 5003.0 ELSE t.Value END",
            _ => null,
        };

    private static async Task FirstAsync(IServiceProvider services, int epochs, CancellationToken cancellationToken)
    {
        var (datasets, ledger, layout) = (
            services.GetRequiredService<IDatasetStore>(),
            new TestLedger(services.GetRequiredService<IWorkLedger>(), services.GetRequiredService<IRunLedger>()),
            services.GetRequiredService<StorageLayout>()
        );
        var manifest = Samples.Manifest(20, "ash", "beech", "elm", "fir", "lime", "oak", "pine", "yew");
        var import = await datasets.CreateImportAsync(ProjectId.Default, "trees", new UploadSource("f", "trees.zip"), Caller.LocalOwner, cancellationToken);
        var imported = await datasets.CompleteImportAsync(
            import.Value,
            new(await Samples.WriteManifestAsync(layout.Root, manifest), Samples.Report(manifest), null),
            cancellationToken
        );
        var created = await services
            .GetRequiredService<IRunStore>()
            .CreateAsync(new(Samples.Spec(), imported.Value!.Version, "Trial 1"), Caller.LocalOwner, cancellationToken);
        var lease = (await ledger.AcquireAsync(created.Value!.Run, "here", cancellationToken))!;
        List<RunEvent> events =
        [
            Samples.Started(manifest.ClassNames),
            Samples.Stage(0, 0, epochs - 1),
            .. Enumerable.Range(0, epochs).Select(e => Samples.Epoch(e, valAccuracy: 0.5 + (0.4 * e / epochs))),
        ];
        await ledger.AppendAsync(lease, events, cancellationToken);
        var artifact = Samples.Sha("model");
        var finished = await ledger.FinishAsync(
            lease,
            RunStatus.Completed,
            null,
            new(artifact, artifact, Samples.Preprocessing, Samples.EvaluationJson(manifest.ClassNames, 20), "{}"),
            cancellationToken
        );
        if (!imported.IsDone || !created.IsDone || !finished)
            throw new InvalidOperationException($"The first run could not be made: {imported.Refusal} {created.Refusal}");
    }

    /// <summary>Rows 2 to <paramref name="runs"/>, each a copy of the first run's with some columns made anew.</summary>
    private static async Task CopyAsync(
        SqliteConnection connection,
        string table,
        string key,
        int runs,
        string where,
        Func<string, string?> other,
        CancellationToken cancellationToken
    )
    {
        var columns = await ColumnsAsync(connection, table, cancellationToken);
        const string id = "printf('%08X-0000-7000-8000-%012X', n, n * 7919)";
        var values = columns.Select(column => other(column) ?? (column == (table == "Runs" ? "Id" : "RunId") ? id : $"t.\"{column}\""));
        var first = key == "Number" ? "t.Number = 1" : "t.RunId = (SELECT Id FROM Runs WHERE Number = 1)";
        await RunAsync(
            connection,
            $"WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < {runs}) INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", values)} FROM numbers CROSS JOIN {table} t WHERE {first} {where}",
            cancellationToken
        );
    }

    private static async Task<List<string>> ColumnsAsync(SqliteConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
