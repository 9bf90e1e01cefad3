using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MlOpsDashboard.Registry.Persistence.Sqlite;

/// <summary>What every connection needs: WAL (readers never wait for the writer) and a sync on each commit, so that what was acknowledged survives a power
/// cut.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // Setting journal_mode again is free where it is set already.
    private const string Text = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

    public static SqlitePragmas Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Text;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
