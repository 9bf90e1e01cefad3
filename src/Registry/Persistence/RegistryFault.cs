using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>What a fault of the registry means, whatever database it came from.</summary>
public static class RegistryFault
{
    /// <summary>Whether the disk under files or database is full.</summary>
    public static bool IsDiskFull(Exception fault) => DiskFull.Is(fault) || SqliteDatabase.IsFull(fault);
}
