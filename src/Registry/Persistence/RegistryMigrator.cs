using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Makes the registry ready, once, before anything is served: the storage folder, then the database's schema.</summary>
public sealed class RegistryMigrator(StorageRoot storage, IDbContextFactory<RegistryContext> contexts)
{
    /// <exception cref="RefusedException">The folder of <c>Storage:Root</c> can't be used, or the database is of a newer program: one sentence for the person who starts it.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await storage.PrepareAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToHashSet();
        if (File.Exists(storage.Layout.Database))
        {
            var foreign = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(m => !known.Contains(m));
            if (foreign is not null)
                throw new RefusedException($"Expected a registry database of this program's version; received one that a newer version has changed ({foreign}) in {storage.Layout.Database}. Start the newer program, or set Storage:Root to another folder.");
        }
        await context.Database.MigrateAsync(cancellationToken);
    }
}
