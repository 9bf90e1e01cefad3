using Microsoft.EntityFrameworkCore;
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
            await using var services = new ServiceCollection().AddRegistry(new Settings { ["Storage:Root"] = Path.Combine(file, "data") }).BuildServiceProvider();
            var refused = await Assert.ThrowsAsync<RefusedException>(() => services.GetRequiredService<RegistryMigrator>().InitializeAsync(Cancelled));
            Assert.StartsWith($"Expected Storage:Root to be a folder that this program may create and write; received {file}/data", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Initialize_TwiceAndAgain_ChangesNothing()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        await registry.AddDatasetAsync();
        await registry.Get<RegistryMigrator>().InitializeAsync(Cancelled);
        await using var again = await registry.OpenAgainAsync();
        Assert.Equal(1, await again.ReadAsync(c => c.Datasets.CountAsync(Cancelled)));
        Assert.Equal("wal", await again.ReadAsync(c => c.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Cancelled)));
        Assert.Equal(2, await again.ReadAsync(c => c.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Cancelled)));
        Assert.Empty((await again.ReadAsync(c => Task.FromResult(c.Database.HasPendingModelChanges()))) ? ["the model has changes without a migration"] : Array.Empty<string>());
    }

    [Fact]
    public async Task Initialize_ADatabaseOfANewerProgram_IsRefused()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('99990101000000_Later', '99')", Cancelled));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => registry.OpenAgainAsync());
        Assert.Contains("newer version", refused.Message);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("soon")]
    public void LeaseSeconds_OutOfRange_IsRefused(string value) =>
        Assert.StartsWith("Expected Workers:LeaseSeconds", Assert.Throws<RefusedException>(() => new ServiceCollection().AddRegistry(new Settings { ["Workers:LeaseSeconds"] = value })).Message, StringComparison.Ordinal);

    [Fact]
    public void Handlers_TwoForOneRequest_AreRefused() =>
        Assert.Contains("both answer", Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddHandlersFrom(typeof(RegistryServices).Assembly).AddHandlersFrom(typeof(RegistryServices).Assembly)).Message);
}
