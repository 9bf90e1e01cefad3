using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Models;

/// <summary>The rule of the activity log: each line carries a hash over the line before it and itself, so that an edit behind the registry shows.</summary>
internal static class ActivityChain
{
    public static string HashOf(string last, ActivityEntry e) => HashOf(last, e.Time.UtcTicks, e.Actor, e.Action, e.Subject, e.Sentence, e.Reason, e.ModelId?.ToString());

    /// <summary>The first line that does not follow from the one before it, or lines lost at the end; null where the log is whole. Reads a database of any version.</summary>
    /// <exception cref="SqliteException">The database can't be read.</exception>
    public static Refusal? Break(string database) => Read(database, CancellationToken.None).Break;

    /// <summary>As <see cref="Break"/>, with the number of lines.</summary>
    public static (long Lines, Refusal? Break) Read(string database, CancellationToken cancellationToken)
    {
        using var connection = SqliteFile.OpenReadOnly(database);
        if (!SqliteFile.HasTable(connection, "Activity")) return (0, null);
        using var transaction = connection.BeginTransaction(deferred: true);
        var (lines, id, last) = (0L, 0L, "");
        Refusal? found = null;
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT Id, Time, Actor, Action, Subject, Sentence, Reason, ModelId, Hash FROM Activity ORDER BY Id";
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                (id, lines) = (row.GetInt64(0), lines + 1);
                var expected = HashOf(last, row);
                last = row.IsDBNull(8) ? "" : row.GetString(8);
                if (last != expected) found ??= new(RefusalKind.Conflict, "storage.activity.broken", ("line", id), ("expected", expected ?? "a line of the log"), ("received", last));
            }
        }
        // SQLite remembers the highest number it gave out.
        var given = SqliteFile.HasTable(connection, "sqlite_sequence") ? long.Parse(SqliteFile.Text(connection, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'Activity'") ?? "0", CultureInfo.InvariantCulture) : 0;
        if (given > id) found ??= new(RefusalKind.Conflict, "storage.activity.shortened", ("expected", given), ("received", id));
        return (lines, found);
    }

    // Null for a row that the registry can't have written.
    private static string? HashOf(string last, SqliteDataReader row)
    {
        try
        {
            var model = row.IsDBNull(7) ? null : row.GetGuid(7).ToString("N");
            return HashOf(last, row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6), model);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or FormatException)
        {
            return null;
        }
    }

    private static string HashOf(string last, long ticks, string actor, string action, string subject, string sentence, string? reason, string? model) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[] { last, ticks, actor, action, subject, sentence, reason, model })));
}
