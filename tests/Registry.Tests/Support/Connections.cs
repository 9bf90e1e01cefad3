using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>Connections that a registry keeps open between uses.</summary>
internal static class Connections
{
    /// <summary>Closes those to one file. Other tests, which run beside this one, keep theirs.</summary>
    public static void Close(string file)
    {
        var options = new DbContextOptionsBuilder<RegistryContext>();
        SqliteDatabase.Configure(options, file);
        using var context = new RegistryContext(options.Options);
        SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
    }
}
