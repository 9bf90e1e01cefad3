using Microsoft.Data.Sqlite;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Persistence.Sqlite;

/// <summary>A database file as a whole: looked at, copied, put aside. Connections of its own, closed at the end of each call.</summary>
public static class SqliteFile
{
    private static readonly string[] Beside = ["-wal", "-shm", "-journal"];

    public static SqliteConnection OpenReadOnly(string file) => Open(file, SqliteOpenMode.ReadOnly);

    /// <summary>Reads every page of a database.</summary>
    /// <param name="thorough">Whether indexes are compared with their tables too, which takes several times as long.</param>
    /// <returns>What is damaged, in SQLite's words; null where all is well.</returns>
    /// <exception cref="SqliteException">It can't be read for another reason than damage.</exception>
    public static string? Fault(string file, bool thorough = false)
    {
        try
        {
            using var connection = OpenReadOnly(file);
            var answer = Text(connection, thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)");
            return answer == "ok" ? null : answer?.ReplaceLineEndings(" ").Trim();
        }
        catch (SqliteException e) when (SqliteDatabase.IsDamage(e))
        {
            return e.Message.TrimEnd('.');
        }
    }

    public static bool HasTable(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $name";
        command.Parameters.AddWithValue("$name", table);
        return (long)command.ExecuteScalar()! > 0;
    }

    /// <summary>The first column of the first row as text, or null.</summary>
    public static bool HasColumn(SqliteConnection connection, string table, string column)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM pragma_table_info($table) WHERE name = $column";
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$column", column);
        return command.ExecuteScalar() is not null;
    }

    public static string? Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Copies a database that may be in use, as it is at one moment, into one file that stands alone. Durable once it returned.</summary>
    /// <exception cref="SqliteException">It can't be read, or the disk is full; no target is left.</exception>
    public static void Copy(string file, string target) =>
        DurableFile.WriteVia(
            target,
            temporary =>
            {
                try
                {
                    using (var source = OpenReadOnly(file))
                    using (var copy = Open(temporary, SqliteOpenMode.ReadWriteCreate))
                        source.BackupDatabase(copy);
                    StandAlone(temporary);
                }
                catch
                {
                    Delete(temporary);
                    throw;
                }
            }
        );

    /// <summary>Folds the log of writes into the file, so that it stands alone. Nobody else has it open.</summary>
    public static void StandAlone(string file)
    {
        using (var connection = Open(file, SqliteOpenMode.ReadWrite))
            _ = Text(connection, "PRAGMA journal_mode = DELETE");
        foreach (var ending in Beside)
            File.Delete(file + ending);
    }

    /// <summary>Puts a database in the place of another, in one step; the other's log of writes must not outlive it. Nobody has either open.</summary>
    public static void Replace(string file, string target)
    {
        StandAlone(file);
        if (new FileInfo(target) is { Exists: true, Length: > 0 })
            StandAlone(target);
        File.Move(file, target, overwrite: true);
        DurableFile.SyncFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Moves a database with its log of writes into a folder, under a name that says when.</summary>
    public static void MoveAside(string file, string folder, DateTimeOffset now)
    {
        DurableFile.CreateFolder(folder);
        var name = $"{Path.GetFileNameWithoutExtension(file)}-{now.UtcDateTime:yyyyMMdd-HHmmss-fff}{Path.GetExtension(file)}";
        // The log first: left behind, it would be played into whatever takes the file's place.
        foreach (var ending in (string[])[.. Beside, ""])
            if (File.Exists(file + ending))
                File.Move(file + ending, Path.Combine(folder, name + ending));
        DurableFile.SyncFolder(folder);
        DurableFile.SyncFolder(Path.GetDirectoryName(file)!);
    }

    public static void Delete(string file)
    {
        foreach (var ending in (string[])[.. Beside, ""])
            File.Delete(file + ending);
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = mode,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
