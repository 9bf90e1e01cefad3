using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

/// <summary>A damaged, emptied or missing database: the start ends with one sentence that names the file and the way out.</summary>
public sealed class DamagedDatabaseTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private RunId run;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        run = await registry.AddFinishedRunAsync(await registry.AddDatasetAsync(), [0.9]);
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    public static TheoryData<string> Faults => ["page", "header", "cut", "zeros"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Start_OnADamagedDatabase_NamesItAndTheNewestGoodBackup_AndGoesOnFromItWhenTold(string fault)
    {
        var good = registry.Get<DatabaseBackups>().Make()!;
        registry.Time.Advance(TimeSpan.FromHours(3));
        // The newest of all is damaged too: it is not offered.
        var bad = registry.Get<DatabaseBackups>().Make()!;
        await File.WriteAllTextAsync(bad.File, "not a database", Cancelled);
        await registry.AddFinishedRunAsync(await registry.AddDatasetAsync("later"), [0.9]);
        Hurt(fault);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.RestartAsync());
        Assert.StartsWith($"Expected a sound database at {registry.Layout.Database}; received a damaged one (", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"The newest good backup is {good.File}, made 3 h ago: start with --Storage:RestoreBackup=newest",
            refused.Message,
            StringComparison.Ordinal
        );

        await using var next = await RegistryFixture.OpenAsync(registry.Folder, registry.Time, ("Storage:RestoreBackup", "newest"));
        Assert.Equal(1, await next.ReadAsync(c => c.Runs.CountAsync(Cancelled)));
        Assert.NotNull(await next.SendAsync(new GetRun(run)));
        Assert.NotEmpty(Directory.EnumerateFiles(next.Layout.Damaged, "mlops-*.db"));
    }

    [Theory]
    [InlineData("deleted", "no file")]
    [InlineData("empty", "an empty file")]
    [InlineData("rowless", "one without rows")]
    public async Task Start_OnAnEmptiedDatabaseBesideAFullFolder_IsRefused_UntilAPersonSaysHow(string how, string received)
    {
        await Empty(how);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.RestartAsync());
        Assert.Contains($"received {received}. There is no good backup", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--Storage:StartFresh=true", refused.Message, StringComparison.Ordinal);

        await using var fresh = await RegistryFixture.OpenAsync(registry.Folder, registry.Time, ("Storage:StartFresh", "true"));
        Assert.Equal(0, await fresh.ReadAsync(c => c.Runs.CountAsync(Cancelled)));
        Assert.NotEmpty(Directory.EnumerateFiles(fresh.Layout.Blobs, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Start_OnASoundDatabase_DoesNothingThatWasMeantForADamagedOne()
    {
        registry.Get<DatabaseBackups>().Make();
        await registry.AddRunAsync(await registry.AddDatasetAsync("later"));
        await using var next = await registry.RestartAsync(("Storage:RestoreBackup", "newest"), ("Storage:StartFresh", "true"));
        Assert.Equal(2, await next.ReadAsync(c => c.Runs.CountAsync(Cancelled)));
    }

    [Fact]
    public async Task Start_FreshBesideBackups_KeepsThemApart_SoThatNewOnesDoNotPushThemOut()
    {
        registry.Get<DatabaseBackups>().Make();
        await Empty("deleted");
        await Assert.ThrowsAsync<RefusedException>(() => registry.RestartAsync());
        await using var fresh = await RegistryFixture.OpenAsync(registry.Folder, registry.Time, ("Storage:StartFresh", "true"));
        Assert.Empty(fresh.Get<DatabaseBackups>().List());
        Assert.Single(Directory.EnumerateFiles(fresh.Layout.Damaged, "mlops-*.db", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Start_WithABackupThatIsNotThere_IsRefused()
    {
        await Empty("deleted");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.RestartAsync(("Storage:RestoreBackup", "mlops-20200101-000000.db")));
        Assert.StartsWith("Expected Storage:RestoreBackup to be \"newest\" or the name of a good backup in ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfADamagedPage_SaysSo_AndIsAFinding()
    {
        Damage.Table(registry.Layout.Database, "Runs");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.SendAsync(new ListRuns(new RunFilter())));
        Assert.Equal("storage.database.corrupt", refused.Reason.Code);
        Assert.DoesNotContain("Nothing was lost", refused.Message, StringComparison.Ordinal);
        Assert.Equal("storage.database.corrupt", (await registry.SendAsync(new RenameRun(run, "other"))).Reason?.Code);
        var findings = registry.Get<StorageFindings>();
        Assert.Equal(StorageFindings.Database, Assert.Single(findings.All).Kind);
        Assert.False(findings.IsHealthy);
    }

    private void Hurt(string fault)
    {
        var file = registry.Layout.Database;
        Damage.Table(file, "Runs");
        if (fault == "header")
            File.WriteAllBytes(file, [.. "not a database, for a while"u8, .. File.ReadAllBytes(file)]);
        if (fault == "zeros")
            File.WriteAllBytes(file, new byte[new FileInfo(file).Length]);
        if (fault != "cut")
            return;
        using var open = new FileStream(file, FileMode.Open);
        open.SetLength(open.Length / 2);
    }

    private async Task Empty(string how)
    {
        var file = registry.Layout.Database;
        if (how == "rowless")
        {
            await OldDatabase.MakeAsync(file, "20261124115726_SortedRuns");
            return;
        }
        Connections.Close(file);
        Persistence.Sqlite.SqliteFile.Delete(file);
        if (how == "empty")
            await File.WriteAllBytesAsync(file, [], Cancelled);
    }
}
