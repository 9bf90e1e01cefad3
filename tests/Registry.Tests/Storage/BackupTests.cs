using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>The registry looks after itself once a day: a backup, the pages, the activity log.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private RegistryCare Care => registry.Get<RegistryCare>();
    private DatabaseBackups Backups => registry.Get<DatabaseBackups>();
    private StorageFindings Findings => registry.Get<StorageFindings>();

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        await registry.AddFinishedRunAsync(await registry.AddDatasetAsync(), [0.9]);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public void Care_ByTheHour_BacksUpOnceADay_AndKeepsThree()
    {
        var made = new List<string>();
        for (var hour = 0; hour < 24 * 5; hour++)
        {
            Care.Run();
            made = [.. made.Union(Backups.List().Select(b => b.Name))];
            Assert.InRange(Backups.List().Count, 1, DatabaseBackups.Kept);
            registry.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(5, made.Count);
        Assert.Equal(made[^3..], Backups.List().Select(b => b.Name).Reverse());
        Assert.Empty(Findings.All);
    }

    [Fact]
    public async Task Care_AfterARestart_BacksUpOnlyWhereTheNewestIsADayOld()
    {
        Care.Run();
        registry.Time.Advance(TimeSpan.FromHours(23));
        await using (var soon = await registry.RestartAsync())
        {
            soon.Get<RegistryCare>().Run();
            Assert.Single(soon.Get<DatabaseBackups>().List());
        }
        registry.Time.Advance(TimeSpan.FromHours(1));
        await using var next = await registry.RestartAsync();
        next.Get<RegistryCare>().Run();
        Assert.Equal(2, next.Get<DatabaseBackups>().List().Count);
    }

    [Fact]
    public async Task Care_WithAClockSetBack_StillBacksUpOnceADay()
    {
        Care.Run();
        registry.Time.AdjustTime(registry.Time.GetUtcNow() - TimeSpan.FromDays(30));
        await using var next = await registry.RestartAsync();
        var made = new HashSet<string>();
        for (var hour = 0; hour < 24 * 2; hour++)
        {
            registry.Time.Advance(TimeSpan.FromHours(1));
            next.Get<RegistryCare>().Run();
            made.UnionWith(next.Get<DatabaseBackups>().List().Select(b => b.Name));
        }
        Assert.Equal(3, made.Count);
    }

    [Fact]
    public void Care_OnADamagedDatabase_KeepsTheGoodBackups_AndFindsIt()
    {
        Care.Run();
        var good = Backups.List();
        Damage.Table(registry.Layout.Database, "RunEpochs");
        for (var day = 0; day < 4; day++)
        {
            registry.Time.Advance(TimeSpan.FromDays(1));
            Care.Run();
        }
        Assert.Equal(good, Backups.List());
        Assert.Equal([StorageFindings.Backup, StorageFindings.Database], Findings.All.Select(f => f.Kind).Order());
        Assert.False(Findings.IsHealthy);
        Assert.Empty(Directory.EnumerateFiles(registry.Layout.Backups).Except(good.Select(b => b.File)));
    }

    [Fact]
    public async Task Care_FindsAnEditedLineOfTheActivityLog_AndLinesTakenFromItsEnd()
    {
        var version = await AddVersionAsync();
        await registry.SendAsync(new ArchiveModel(version.Model, true));
        await registry.SendAsync(new ArchiveModel(version.Model, false));
        Care.Run();
        Assert.Empty(Findings.All);

        var lines = (await registry.SendAsync(new ListActivity())).Count;
        await Sql($"DELETE FROM Activity WHERE Id = {lines}");
        registry.Time.Advance(TimeSpan.FromDays(1));
        Care.Run();
        Assert.Equal(
            $"The activity log was shortened behind the registry: expected lines up to {lines}; received {lines - 1}.",
            Assert.Single(Findings.All).What.Sentence
        );

        await Sql("UPDATE Activity SET Actor = 'somebody else' WHERE Id = 1");
        registry.Time.Advance(TimeSpan.FromDays(1));
        Care.Run();
        Assert.Equal(
            "The activity log was changed behind the registry: its line 1 does not follow from the one before it.",
            Assert.Single(Findings.All).What.Sentence
        );
        Assert.False(Findings.IsHealthy);
    }

    [Fact]
    public async Task Backup_WhileRunsAreStored_RestoredIntoACleanFolder_IsWholeByHash()
    {
        var dataset = (await registry.Datasets.FindByNameAsync("pets", null, Cancelled))!;
        using var enough = new CancellationTokenSource();
        var training = Task.Run(
            async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                    await registry.AddFinishedRunAsync(dataset, [0.5, 0.6, 0.7], name: $"run {i}");
            },
            Cancelled
        );
        using var clean = new TemporaryFolder();
        for (var i = 0; i < DatabaseBackups.Kept; i++)
        {
            var before = await registry.ReadAsync(c => c.Runs.CountAsync(Cancelled));
            while (await registry.ReadAsync(c => c.Runs.CountAsync(Cancelled)) < before + 3)
                Assert.False(training.IsFaulted);
            registry.Time.Advance(TimeSpan.FromSeconds(1));
            Backups.Make();
        }
        await enough.CancelAsync();
        await training;

        foreach (var backup in Backups.List())
        {
            var folder = Path.Combine(clean.Path, backup.Name);
            Copy(registry.Layout.Blobs, new StorageLayout(folder).Blobs);
            Copy(registry.Layout.Manifests, new StorageLayout(folder).Manifests);
            File.Copy(backup.File, new StorageLayout(folder).Database);
            await using var restored = await RegistryFixture.OpenAsync(folder);
            // Pictures of the samples are made-up names; everything else is there.
            var report = await FolderVerification.RunAsync(folder, (_, _) => { }, Cancelled);
            Assert.DoesNotContain(report.Differences, d => d.Kind != "picture");
            Assert.True(report.Artifacts >= 3);
            Assert.Equal(report.Artifacts, await restored.ReadAsync(c => c.Runs.LongCountAsync(r => r.BestArtifact != null, Cancelled)));
        }
    }

    [Fact]
    public async Task Write_OnAFullDatabase_IsRefusedWhole_AndGoesOnOnceThereIsRoom()
    {
        var dataset = (await registry.Datasets.FindByNameAsync("pets", null, Cancelled))!;
        var run = await registry.AddRunAsync(dataset);
        Connections.Close(registry.Layout.Database);
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1", Cancelled));
        var notes = new string('x', 9_000);
        var refused = await registry.SendAsync(new WriteRunNotes(run, notes));
        Assert.Equal("storage.disk.full", refused.Reason?.Code);
        Assert.Equal("", (await registry.SendAsync(new GetRun(run)))!.Row.Notes);

        Connections.Close(registry.Layout.Database);
        Assert.True((await registry.SendAsync(new WriteRunNotes(run, notes))).IsDone);
        Assert.Equal(notes, (await registry.SendAsync(new GetRun(run)))!.Row.Notes);
        Assert.Null(Persistence.Sqlite.SqliteFile.Fault(registry.Layout.Database, thorough: true));
    }

    private async Task<RegisteredVersion> AddVersionAsync()
    {
        var dataset = (await registry.Datasets.FindByNameAsync("pets", null, Cancelled))!;
        var run = await registry.AddFinishedRunAsync(dataset, [0.9]);
        var stored = (await registry.Runs.FindAsync(run, Cancelled))!;
        return (
            await registry.Models.AddVersionAsync(
                "pets-net",
                new(
                    stored.BestModel!,
                    16,
                    Samples.Preprocessing,
                    dataset.ClassNames,
                    dataset.Version,
                    stored.SpecJson,
                    "{}",
                    stored.EvaluationJson!,
                    "0.1.0",
                    run,
                    null,
                    stored.Metrics,
                    "",
                    "{}"
                ),
                Caller.LocalOwner,
                Cancelled
            )
        ).Value!;
    }

    private Task Sql(string sql) => registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync(sql, Cancelled));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
