using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MlOpsDashboard.Registry.Persistence.Sqlite;

/// <summary>All that is SQLite's own: the connection, its pragmas and its faults. PostgreSQL would get a folder like this one, and nothing else would change.</summary>
internal static class SqliteDatabase
{
    /// <summary>How long one attempt waits for another process's lock. Writers run off the circuit threads, readers of a WAL never wait.</summary>
    private const int LockSeconds = 5;

    public static void Configure(DbContextOptionsBuilder options, string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = LockSeconds };
        options.UseSqlite(connection.ToString()).AddInterceptors(SqlitePragmas.Instance);
    }

    /// <summary>Another writer holds the database: the whole unit may be tried again.</summary>
    public static bool IsBusy(Exception exception) => Code(exception) is 5 or 6;

    /// <summary>A sentence for faults that a person can do something about; null for others.</summary>
    public static string? Sentence(Exception exception) => Code(exception) switch
    {
        5 or 6 => "The registry is busy with another program's write. Nothing was changed; try again.",
        8 => "The registry's database is read-only. Nothing was changed; check the rights on the folder of Storage:Root.",
        13 => "The disk of Storage:Root is full. Nothing was changed; free some space and try again.",
        _ => null,
    };

    private static int? Code(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is SqliteException sqlite) return sqlite.SqliteErrorCode;
        return null;
    }
}
