using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Makes the registry ready, once, before anything is served: the storage folder is taken and tried, the database looked at, and only then its schema
/// brought up to date.</summary>
/// <remarks>
/// A change of schema is made to a copy, which then takes the database's place in one rename: a kill leaves the old or the new one, never a part,
/// and no lock row of a killed migration (<c>__EFMigrationsLock</c>) is ever waited for.
/// </remarks>
public sealed class RegistryMigrator(StorageRoot storage, DatabaseRescue rescue, DatabaseBackups backups)
{
    private StorageLayout Layout => storage.Layout;

    /// <exception cref="RefusedException">The folder of <c>Storage:Root</c> is in use or can't be used, or the database is damaged or of a newer program: one
    /// sentence for the person who starts it.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        storage.Prepare();
        try
        {
            rescue.MakeUsable();
            var beside = Layout.Database + ".migrating";
            SqliteFile.Delete(beside);
            if (await IsCurrentAsync(cancellationToken))
                return;
            if (new FileInfo(Layout.Database) is { Exists: true, Length: > 0 })
            {
                backups.Make();
                SqliteFile.Copy(Layout.Database, beside);
            }
            await MigrateAsync(beside, cancellationToken);
            SqliteFile.Replace(beside, Layout.Database);
        }
        catch (SqliteException e)
        {
            var fault = SqliteDatabase.Reason(e) ?? Refusal.OfSentence(e.Message, RefusalKind.Unavailable);
            throw new RefusedException(new Refusal(RefusalKind.Unavailable, "storage.database.unusable", ("file", Layout.Database), ("fault", fault)), e);
        }
    }

    private async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Layout.Database))
            return false;
        await using var context = Open(Layout.Database);
        var known = context.Database.GetMigrations().ToHashSet();
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet();
        if (applied.FirstOrDefault(m => !known.Contains(m)) is { } foreign)
            throw new RefusedException(new Refusal(RefusalKind.Conflict, "storage.database.newer", ("migration", foreign), ("file", Layout.Database)));
        return applied.SetEquals(known);
    }

    private static async Task MigrateAsync(string file, CancellationToken cancellationToken)
    {
        await using var context = Open(file);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        // Of a migration that was killed: the folder's lock says that nobody else migrates.
        if (SqliteFile.HasTable(connection, "__EFMigrationsLock"))
            await context.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static RegistryContext Open(string file)
    {
        var options = new DbContextOptionsBuilder<RegistryContext>();
        SqliteDatabase.Configure(options, file, pooled: false);
        return new(options.Options);
    }
}
