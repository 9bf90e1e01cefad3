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
    /// <summary>
    /// By the newest rule: <c>[3, last, ticks, actor, on behalf of, action, subject, sentence, said, reason, project, kind, id]</c> as JSON.
    /// Rule 2 was without <c>said</c> (the sentence as code and values, the JSON that is stored); rule 1 <c>[last, ticks, actor, action, subject, sentence,
    /// reason, model]</c>.
    /// </summary>
    public static string HashOf(string last, ActivityEntry e) =>
        Hash(
            ActivityEntry.NewestRule,
            last,
            e.Time.UtcTicks,
            e.Actor,
            e.OnBehalfOf,
            e.Action,
            e.Subject,
            e.Sentence,
            e.Said is { } said ? RefusalJson.Write(said) : null,
            e.Reason,
            e.ProjectId.ToString(),
            e.ObjectKind?.ToString(),
            e.ObjectId?.ToString("N")
        );

    /// <summary>The first line that does not follow from the one before it, or lines lost at the end; null where the log is whole. Reads a database of any
    /// version.</summary>
    /// <exception cref="SqliteException">The database can't be read.</exception>
    public static Refusal? Break(string database) => Read(database, CancellationToken.None).Break;

    /// <summary>As <see cref="Break"/>, with the number of lines.</summary>
    public static (long Lines, Refusal? Break) Read(string database, CancellationToken cancellationToken)
    {
        using var connection = SqliteFile.OpenReadOnly(database);
        if (!SqliteFile.HasTable(connection, "Activity"))
            return (0, null);
        using var transaction = connection.BeginTransaction(deferred: true);
        var (lines, id, last) = (0L, 0L, "");
        Refusal? found = null;
        using (var command = connection.CreateCommand())
        {
            var ruled = SqliteFile.HasColumn(connection, "Activity", "Rule");
            var said = SqliteFile.HasColumn(connection, "Activity", "Said") ? ", Said" : ", NULL";
            command.CommandText =
                $"SELECT Id, Time, Actor, Action, Subject, Sentence, Reason, ModelId, Hash{(ruled ? ", Rule, OnBehalfOf, ProjectId, ObjectKind, ObjectId" + said : "")} FROM Activity ORDER BY Id";
            using var row = command.ExecuteReader();
            var rule = 1L;
            while (row.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                (id, lines) = (row.GetInt64(0), lines + 1);
                // Rules only grow: a line can't pass for one of an earlier rule.
                var own = ruled ? row.GetInt64(9) : 1;
                var expected = own < rule ? null : HashOf(last, row, own);
                rule = Math.Max(rule, own);
                last = row.IsDBNull(8) ? "" : row.GetString(8);
                if (last != expected)
                    found ??= new(
                        RefusalKind.Conflict,
                        "storage.activity.broken",
                        ("line", id),
                        expected is null ? ("expected", new Refusal("storage.activity.line")) : ("expected", expected),
                        ("received", last)
                    );
            }
        }
        // SQLite remembers the highest number it gave out.
        var given = SqliteFile.HasTable(connection, "sqlite_sequence")
            ? long.Parse(SqliteFile.Text(connection, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'Activity'") ?? "0", CultureInfo.InvariantCulture)
            : 0;
        if (given > id)
            found ??= new(RefusalKind.Conflict, "storage.activity.shortened", ("expected", given), ("received", id));
        return (lines, found);
    }

    // Null for a row that the registry can't have written.
    private static string? HashOf(string last, SqliteDataReader row, long rule)
    {
        try
        {
            return rule switch
            {
                1 => Hash(last, row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6), Id(row, 7)),
                2 => Hash(
                    2,
                    last,
                    row.GetInt64(1),
                    row.GetString(2),
                    Text(row, 10),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5),
                    Text(row, 6),
                    Id(row, 11),
                    Text(row, 12),
                    Id(row, 13)
                ),
                ActivityEntry.NewestRule => Hash(
                    ActivityEntry.NewestRule,
                    last,
                    row.GetInt64(1),
                    row.GetString(2),
                    Text(row, 10),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5),
                    Text(row, 14),
                    Text(row, 6),
                    Id(row, 11),
                    Text(row, 12),
                    Id(row, 13)
                ),
                _ => null,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string? Id(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column).ToString("N");

    private static string Hash(params object?[] values) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)));
}
