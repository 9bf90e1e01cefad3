using Microsoft.EntityFrameworkCore;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Reads, each in its own context without tracking. SQLite's "async" calls block their caller, so they run off the circuit's thread.</summary>
public sealed class RegistryReader(IDbContextFactory<RegistryContext> contexts)
{
    public Task<T> ReadAsync<T>(Func<RegistryContext, Task<T>> query, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return await query(context);
        },
        cancellationToken);
}
