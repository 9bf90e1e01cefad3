using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Initialize_WhereTheFolderCanNotBe_NamesTheSetting()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var services = new ServiceCollection()
                .AddRegistry(new ConfigurationManager { ["Storage:Root"] = Path.Combine(file, "data") })
                .BuildServiceProvider();
            var refused = await Assert.ThrowsAsync<RefusedException>(() => services.GetRequiredService<RegistryMigrator>().InitializeAsync(Cancelled));
            Assert.StartsWith(
                $"Expected Storage:Root to be a folder that this program may create and write; received {file}/data",
                refused.Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Initialize_AfterAKillInTheMiddleOfAProbe_LeavesNoProbe()
    {
        var folder = Directory.CreateTempSubdirectory("registry-probe-");
        var weights = folder.CreateSubdirectory("weights").FullName;
        File.WriteAllText(Path.Combine(weights, ".0123456789abcdef0123456789abcdef-.writable"), "ok");
        File.WriteAllText(Path.Combine(weights, "published.h5.part"), "half");
        await using (var services = new ServiceCollection().AddRegistry(new ConfigurationManager { ["Storage:Root"] = folder.FullName }).BuildServiceProvider())
        {
            services.GetRequiredService<MlOpsDashboard.Registry.Storage.StorageRoot>().Prepare();
        }
        Assert.Equal(["published.h5.part"], Directory.EnumerateFiles(weights).Select(Path.GetFileName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Initialize_TwiceAndAgain_ChangesNothing()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        await registry.AddDatasetAsync();
        await registry.Get<RegistryMigrator>().InitializeAsync(Cancelled);
        await using var again = await registry.RestartAsync();
        Assert.Equal(1, await again.ReadAsync(c => c.Datasets.CountAsync(Cancelled)));
        Assert.Equal(
            "wal",
            await again.ReadAsync(c => c.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Cancelled))
        );
        Assert.Equal(2, await again.ReadAsync(c => c.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Cancelled)));
        Assert.Empty(
            (await again.ReadAsync(c => Task.FromResult(c.Database.HasPendingModelChanges())))
                ? ["the model has changes without a migration"]
                : Array.Empty<string>()
        );
    }

    [Fact]
    public async Task Initialize_ADatabaseOfANewerProgram_IsRefused()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        await registry.ReadAsync(c =>
            c.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('99990101000000_Later', '99')", Cancelled)
        );
        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.RestartAsync());
        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task Initialize_WhileAnotherDashboardHoldsTheFolder_IsRefused_AndChangesNoSchema()
    {
        await using var older = await RegistryFixture.OpenAsync();
        await OldDatabase.MakeAsync(older.Layout.Database, OldDatabase.First);
        await using var newer = older.Beside();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => newer.Get<RegistryMigrator>().InitializeAsync(Cancelled));
        Assert.Contains("Another dashboard is using", refused.Message);
        Assert.Equal([OldDatabase.First], await newer.ReadAsync(c => c.Database.GetAppliedMigrationsAsync(Cancelled)));
    }

    [Fact]
    public async Task Initialize_AfterAKilledMigration_DoesNotWaitForItsLockRow()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        await OldDatabase.MakeAsync(registry.Layout.Database, OldDatabase.First);
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-11-24')", Cancelled));
        await File.WriteAllTextAsync(registry.Layout.Database + ".migrating", "half of a copy", Cancelled);
        await using var next = await registry.RestartAsync().WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        Assert.Empty(await next.ReadAsync(c => c.Database.GetPendingMigrationsAsync(Cancelled)));
        Assert.Equal(
            "mlops.db",
            Path.GetFileName(
                Assert.Single(
                    Directory.EnumerateFiles(next.Folder, "mlops.db*"),
                    f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)
                )
            )
        );
    }

    [Theory]
    [InlineData("blobs")]
    [InlineData("runs")]
    [InlineData("")]
    public void Prepare_WhereAFolderIsNotOurs_NamesIt(string part)
    {
        using var folder = new ForeignFolder(part);
        var refused = folder.Meet(() =>
        {
            using var services = new ServiceCollection().AddRegistry(new ConfigurationManager { ["Storage:Root"] = folder.Root }).BuildServiceProvider();
            services.GetRequiredService<MlOpsDashboard.Registry.Storage.StorageRoot>().Prepare();
        });
        Assert.StartsWith(
            "Expected Storage:Root to be a folder that this program may create and write; received " + folder.Closed,
            Assert.IsType<RefusedException>(refused).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Handlers_TwoForOneRequest_AreRefused() =>
        Assert.Contains(
            "both answer",
            Assert
                .Throws<InvalidOperationException>(() =>
                    new ServiceCollection().AddHandlersFrom(typeof(RegistryServices).Assembly).AddHandlersFrom(typeof(RegistryServices).Assembly)
                )
                .Message
        );
}
