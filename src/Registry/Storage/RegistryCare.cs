using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>What the registry does for itself once a day: looks whether the database is whole and the activity log unbroken, and makes a backup. What it finds
/// is a finding and a line of the log.</summary>
public sealed partial class RegistryCare(
    StorageLayout layout,
    DatabaseBackups backups,
    StorageFindings findings,
    TimeProvider time,
    ILogger<RegistryCare> logger
)
{
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private long? looked,
        backedUp;

    /// <summary>Does what is due; called again and again. The first call of a process always looks.</summary>
    public void Run()
    {
        if (IsDue(looked))
        {
            looked = time.GetTimestamp();
            Look();
        }
        // A clock that was set back makes the newest look young for a long time, or not made yet.
        if (backups.Age is { } age && age < Interval && age >= TimeSpan.Zero || !IsDue(backedUp))
            return;
        BackUp();
    }

    private bool IsDue(long? last) => last is not { } then || time.GetElapsedTime(then) >= Interval;

    private void Look() =>
        Guard(
            StorageFindings.Database,
            () =>
            {
                Settle(StorageFindings.Database, SqliteFile.Fault(layout.Database) is null ? null : new(RefusalKind.Unavailable, "storage.database.corrupt"));
                Settle(StorageFindings.Activity, ActivityChain.Break(layout.Database));
            }
        );

    private void BackUp() =>
        Guard(
            StorageFindings.Backup,
            () =>
            {
                var begun = time.GetTimestamp();
                if (backups.Make() is { } made)
                    LogBackedUp(made.File);
                // From its beginning: others see the copy before this returns, and a day is counted from what they see.
                backedUp = begun;
                Settle(StorageFindings.Backup, null);
            }
        );

    private void Guard(string kind, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is SqliteException or RefusedException or IOException or UnauthorizedAccessException)
        {
            var reason = e is RefusedException refused ? refused.Reason : SqliteDatabase.Reason(e) ?? Refusal.OfSentence(e.Message, RefusalKind.Unavailable);
            Settle(kind, kind == StorageFindings.Backup ? new(RefusalKind.Unavailable, "storage.backup.failed", ("reason", reason)) : reason);
        }
    }

    private void Settle(string kind, Refusal? what)
    {
        if (what is null)
            findings.Clear(kind, "");
        else if (findings.Report(kind, "", what))
            LogFound(what.Sentence);
    }

    [LoggerMessage(LogLevel.Information, "The registry's database was backed up to {File}.")]
    private partial void LogBackedUp(string file);

    [LoggerMessage(LogLevel.Error, "{Sentence}")]
    private partial void LogFound(string sentence);
}
