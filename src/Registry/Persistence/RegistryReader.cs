using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Reads, each in its own context without tracking. SQLite's "async" calls block their caller, so they run off the circuit's thread.</summary>
public sealed class RegistryReader(IDbContextFactory<RegistryContext> contexts, StorageFindings findings)
{
    public Task<T> ReadAsync<T>(Func<RegistryContext, Task<T>> query, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                try
                {
                    await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                    context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                    return await query(context);
                }
                catch (Exception e) when (SqliteDatabase.Tell(e, findings))
                {
                    throw;
                }
            },
            cancellationToken
        );
}
