using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Whether anything was ever stored in a database of the registry, of whatever version.</summary>
internal static class RegistryRows
{
    private static readonly string[] Tables = ["Runs", "Datasets", "Imports", "Models", "CustomModels", "Activity"];

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file can't be read.</exception>
    public static bool Any(string file)
    {
        if (new FileInfo(file) is not { Exists: true, Length: > 0 })
            return false;
        using var connection = SqliteFile.OpenReadOnly(file);
        return Tables.Any(table => SqliteFile.HasTable(connection, table) && SqliteFile.Text(connection, $"SELECT 1 FROM \"{table}\" LIMIT 1") is not null);
    }
}
