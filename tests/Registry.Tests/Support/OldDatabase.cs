using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A database as an earlier version of the program left it.</summary>
internal static class OldDatabase
{
    public const string First = "20261124063804_Initial";

    public static async Task MakeAsync(string file, string migration)
    {
        Connections.Close(file);
        SqliteFile.Delete(file);
        var options = new DbContextOptionsBuilder<RegistryContext>();
        SqliteDatabase.Configure(options, file, pooled: false);
        await using var context = new RegistryContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync(migration, TestContext.Current.CancellationToken);
    }
}
