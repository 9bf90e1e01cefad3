using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The process that <see cref="KilledMigrationTests"/> kills: it brings the database of a folder up to date, and says when it begins and
/// ends.</summary>
internal static class KilledMigration
{
    /// <param name="arguments">The storage folder.</param>
    public static async Task<int> MainAsync(string[] arguments)
    {
        await using var services = Registry(arguments[0]);
        var migrator = services.GetRequiredService<RegistryMigrator>();
        await File.WriteAllTextAsync(Path.Combine(arguments[0], "begun"), "");
        await migrator.InitializeAsync();
        await File.WriteAllTextAsync(Path.Combine(arguments[0], "ended"), "");
        return 0;
    }

    public static ServiceProvider Registry(string root) =>
        new ServiceCollection()
            .AddRegistry(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Storage:Root", (string?)root)]).Build())
            .BuildServiceProvider();
}
