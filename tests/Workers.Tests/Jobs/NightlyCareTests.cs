using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Workers.Jobs.Nodes;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class NightlyCareTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Care_BacksUpSoonAfterTheStart_AndAgainADayLater()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var services = KilledMigration.Registry(root);
        await services.GetRequiredService<RegistryMigrator>().InitializeAsync(cancelled);
        await services.GetRequiredService<IDatasetStore>().CreateImportAsync(ProjectId.Default, "pets", new SampleSource("x"), Caller.LocalOwner, cancelled);
        var (layout, time) = (new StorageLayout(root), new FakeTimeProvider(new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero)));
        var backups = new DatabaseBackups(layout, time);
        var care = new RegistryCare(layout, backups, new StorageFindings(time), time, NullLogger<RegistryCare>.Instance);
        using var nightly = new NightlyCare(care, time, NullLogger<NightlyCare>.Instance);
        await nightly.StartAsync(cancelled);
        await Until.TrueAsync(() => backups.List().Count == 1);
        // Each hour is waited for: a timer gives no more than one tick that was missed.
        for (var hour = 0; hour < 25; hour++)
            time.Advance(NightlyCare.Interval);
        await Until.TrueAsync(() => backups.List().Count == 2);
        await nightly.StopAsync(cancelled);
        Assert.Equal(2, backups.List().Count);
    }
}
