using System.Globalization;
using Microsoft.Data.Sqlite;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>What a bad disk does to a database file.</summary>
internal static class Damage
{
    /// <summary>Writes over the first page of a table.</summary>
    public static void Table(string database, string table)
    {
        Connections.Close(database);
        long page,
            size;
        using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            connection.Open();
            _ = SqliteFile.Text(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            page = long.Parse(SqliteFile.Text(connection, $"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")!, CultureInfo.InvariantCulture);
            size = long.Parse(SqliteFile.Text(connection, "PRAGMA page_size")!, CultureInfo.InvariantCulture);
        }
        using var file = new FileStream(database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = (page - 1) * size;
        file.Write(Enumerable.Repeat((byte)0xEE, (int)size).ToArray());
    }
}
