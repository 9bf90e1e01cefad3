using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>The one queue for writes: a unit of work at a time, off the caller's thread, in a transaction that takes the write lock at its beginning.</summary>
/// <remarks>
/// A unit that meets another process's lock is tried again as a whole, so it must do nothing but work on its context. A refused <see cref="Outcome"/> rolls
/// back.
/// Notices go out after the commit, in the order of commits.
/// </remarks>
public sealed partial class RegistryWriter(
    IDbContextFactory<RegistryContext> contexts,
    DatabaseClock clock,
    IRunFeed feed,
    StorageFindings findings,
    ILogger<RegistryWriter> logger
) : IDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <exception cref="TimeoutException">The queue did not move for 30 seconds.</exception>
    public async Task<T> WriteAsync<T>(Func<WriteUnit, Task<T>> unit, CancellationToken cancellationToken)
    {
        if (!await turn.WaitAsync(LongestWait, cancellationToken))
            throw new TimeoutException("The registry's writes are held up. Nothing was changed; try again.");
        try
        {
            return await Task.Run(() => AttemptAsync(unit, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (SqliteDatabase.Tell(e, findings))
        {
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<T> AttemptAsync<T>(Func<WriteUnit, Task<T>> unit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunAsync(unit, cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts && (SqliteDatabase.IsBusy(e) || e is DbUpdateConcurrencyException))
            {
                LogBusy(attempt, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(25 * attempt * attempt), cancellationToken);
            }
        }
    }

    private async Task<T> RunAsync<T>(Func<WriteUnit, Task<T>> unit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // The SQLite provider begins with BEGIN IMMEDIATE; a provider with snapshots takes the strictest level instead.
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var write = new WriteUnit(context, clock.Now);
        var result = await unit(write);
        if (result is Outcome { IsDone: false })
        {
            await transaction.RollbackAsync(cancellationToken);
            return result;
        }
        await context.SaveChangesAsync(cancellationToken);
        await ActivityLog.StoreAsync(write, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var notice in write.Notices)
            Publish(notice);
        return result;
    }

    private void Publish(RunNotice notice)
    {
        try
        {
            feed.Publish(notice);
        }
        catch (Exception e)
        {
            LogSubscriber(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Write attempt {Attempt} met another writer: {Reason}")]
    private partial void LogBusy(int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of the run feed threw; the write stands")]
    private partial void LogSubscriber(Exception exception);
}
