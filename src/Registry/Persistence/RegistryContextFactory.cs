using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>For <c>dotnet ef migrations add NAME --project src/Registry</c> alone.</summary>
internal sealed class RegistryContextFactory : IDesignTimeDbContextFactory<RegistryContext>
{
    public RegistryContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<RegistryContext>();
        SqliteDatabase.Configure(options, Path.Combine(Path.GetTempPath(), "design-time.db"));
        return new(options.Options);
    }
}
