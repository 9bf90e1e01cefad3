using Microsoft.Data.Sqlite;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>Another program holds the write lock: reads go on, writes wait and then happen.</summary>
public sealed class BusyDatabaseTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    // Another program holds the database for ten seconds, longer than one attempt waits.
    [Fact]
    public async Task Write_WaitsForTheLock_WhileReadsGoOn()
    {
        var run = await registry.AddRunAsync(await registry.AddDatasetAsync());
        await using var other = new SqliteConnection($"Data Source={registry.Layout.Database};Pooling=False");
        await other.OpenAsync(Cancelled);
        var transaction = other.BeginTransaction();

        var write = registry.SendAsync(new RenameRun(run, "renamed"));
        for (
            var begun = TimeProvider.System.GetTimestamp();
            TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(10);
            await Task.Delay(100, Cancelled)
        )
            Assert.Equal("EfficientNetLite0, feature extraction", (await registry.SendAsync(new GetRun(run)))!.Row.Name);
        Assert.False(write.IsCompleted);

        await transaction.RollbackAsync(Cancelled);
        Assert.True((await write).IsDone);
        Assert.Equal("renamed", (await registry.SendAsync(new GetRun(run)))!.Row.Name);
    }
}
