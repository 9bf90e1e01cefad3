using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>Every command that EF sends, with what SQLite plans for it.</summary>
public sealed class SentCommands : DbCommandInterceptor
{
    private readonly ConcurrentQueue<SentCommand> sent = new();

    public IReadOnlyList<SentCommand> Sent => [.. sent];

    public void Clear() => sent.Clear();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        sent.Enqueue(new(command.CommandText, await PlanAsync((SqliteCommand)command, cancellationToken)));
        return result;
    }

    private static async Task<IReadOnlyList<string>> PlanAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        await using var explain = command.Connection!.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        explain.Transaction = command.Transaction;
        foreach (SqliteParameter parameter in command.Parameters)
            explain.Parameters.AddWithValue(parameter.ParameterName, parameter.Value);
        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        var steps = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            steps.Add(reader.GetString(3));
        return steps;
    }
}

/// <param name="Plan">Lines of <c>EXPLAIN QUERY PLAN</c>, such as <c>SEARCH r USING INDEX IX_Runs_Number (Number=?)</c>.</param>
public sealed record SentCommand(string Sql, IReadOnlyList<string> Plan);
