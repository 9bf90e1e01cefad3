using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Persistence.Sqlite;

/// <summary>All that is SQLite's own: the connection, its pragmas and its faults. PostgreSQL would get a folder like this one, and nothing else would
/// change.</summary>
internal static class SqliteDatabase
{
    /// <summary>How long one attempt waits for another process's lock. Writers run off the circuit threads, readers of a WAL never wait.</summary>
    private const int LockSeconds = 5;

    /// <param name="pooled">Whether connections stay open between uses.</param>
    public static void Configure(DbContextOptionsBuilder options, string file, bool pooled = true)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = true,
            DefaultTimeout = LockSeconds,
            Pooling = pooled,
        };
        options.UseSqlite(connection.ToString()).AddInterceptors(SqlitePragmas.Instance);
    }

    /// <summary>Another writer holds the database: the whole unit may be tried again.</summary>
    public static bool IsBusy(Exception exception) => Code(exception) is 5 or 6;

    /// <summary>The file's bytes are not those that were written: a page is damaged, or it is no database.</summary>
    public static bool IsDamage(Exception exception) => Code(exception) is 11 or 26;

    public static bool IsFull(Exception exception) => Code(exception) is 13;

    /// <summary>Makes a finding of damage, before the fault goes on its way.</summary>
    /// <returns>False: this is a filter that never catches.</returns>
    public static bool Tell(Exception exception, StorageFindings findings)
    {
        if (IsDamage(exception))
            findings.Report(StorageFindings.Database, "", Reason(exception)!);
        return false;
    }

    /// <summary>Faults that a person can do something about; null for others.</summary>
    public static Refusal? Reason(Exception exception) =>
        Code(exception) switch
        {
            5 or 6 => new(RefusalKind.Busy, "storage.database.busy"),
            8 => new(RefusalKind.Unavailable, "storage.database.readOnly"),
            11 or 26 => new(RefusalKind.Unavailable, "storage.database.corrupt"),
            13 => DiskFull.Reason("Storage:Root"),
            14 => new(RefusalKind.Unavailable, "storage.database.unopened"),
            _ => null,
        };

    private static int? Code(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is SqliteException sqlite)
                return sqlite.SqliteErrorCode;
        return null;
    }
}
