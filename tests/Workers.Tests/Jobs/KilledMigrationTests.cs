using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>kill -9 at moments spread over a change of schema: the next start finds the old or the new database, and goes on.</summary>
public sealed class KilledMigrationTests : IDisposable
{
    // Of each kind; 25 with MLOPS_LONG=1 in the environment.
    private static readonly int Kills = LongForm.IsAsked ? 25 : 8;
    private readonly string root = Directory.CreateTempSubdirectory("jobs-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_AfterKill9InAMigration_Completes(bool upgrade)
    {
        var whole = await MigrateAsync(Folder("whole", upgrade), null);
        for (var i = 0; i < Kills; i++)
        {
            var folder = Folder($"{i}", upgrade);
            await MigrateAsync(folder, whole * i / Kills);

            await using (var services = KilledMigration.Registry(folder))
            {
                await services.GetRequiredService<RegistryMigrator>().InitializeAsync(Cancelled).WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
                await using var context = await services.GetRequiredService<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(Cancelled);
                Assert.Empty(await context.Database.GetPendingMigrationsAsync(Cancelled));
                Assert.Equal(upgrade ? 1 : 0, await context.Datasets.CountAsync(Cancelled));
            }
            SqliteConnection.ClearAllPools();
            Assert.Null(SqliteFile.Fault(new StorageLayout(folder).Database, thorough: true));
            Assert.Empty(Directory.EnumerateFiles(folder, "*migrating*"));
        }
    }

    private string Folder(string name, bool upgrade)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        if (upgrade)
        {
            var options = new DbContextOptionsBuilder<RegistryContext>().UseSqlite($"Data Source={new StorageLayout(folder).Database};Pooling=False");
            using var context = new RegistryContext(options.Options);
            context.GetService<IMigrator>().Migrate("20261124063804_Initial");
            context.Database.ExecuteSql(
                $"INSERT INTO Datasets (Id, Name, NameKey, CreatedAt, IsArchived) VALUES ('019AB000-0000-7000-8000-000000000001', 'pets', 'pets', 0, 0)"
            );
        }
        return folder;
    }

    /// <returns>How long it took from its beginning to its end.</returns>
    private static async Task<TimeSpan> MigrateAsync(string folder, TimeSpan? killAfter)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [folder]) { Environment = { [Program.ChildVariable] = nameof(KilledMigration) } }
        )!;
        await Appears(folder, "begun", process);
        var begun = Stopwatch.GetTimestamp();
        if (killAfter is { } moment)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (Stopwatch.GetElapsedTime(begun) < moment)
                await timer.WaitForNextTickAsync(Cancelled);
            process.Kill();
        }
        else
        {
            await Appears(folder, "ended", process);
        }
        var took = Stopwatch.GetElapsedTime(begun);
        await process.WaitForExitAsync(Cancelled);
        return took;
    }

    private static async Task Appears(string folder, string name, Process process)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!File.Exists(Path.Combine(folder, name)))
        {
            Assert.False(process.HasExited && !File.Exists(Path.Combine(folder, name)), "The process ended before its time.");
            await timer.WaitForNextTickAsync(Cancelled);
        }
    }
}
