using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>The newest three copies of the registry's database, made while it is in use, each checked before it counts.</summary>
/// <remarks>A copy holds rows. The files they name (pictures, models) never change and are only added to, so that any later state of the folder completes
/// it.</remarks>
public sealed class DatabaseBackups(StorageLayout layout, TimeProvider time)
{
    public const int Kept = 3;
    private const long Spare = 32 << 20;
    private const string Prefix = "mlops-",
        Ending = ".db",
        Stamp = "yyyyMMdd-HHmmss";

    /// <summary>Newest first.</summary>
    public IReadOnlyList<DatabaseBackup> List() =>
        Directory.Exists(layout.Backups)
            ? [.. Directory.EnumerateFiles(layout.Backups, Prefix + "*" + Ending).Select(Read).OfType<DatabaseBackup>().OrderByDescending(b => b.Made)]
            : [];

    /// <summary>The newest that is whole, or null.</summary>
    public DatabaseBackup? NewestGood() => List().FirstOrDefault(IsGood);

    /// <summary>One of the folder by its name, where it is whole; else null.</summary>
    public DatabaseBackup? Good(string name) => List().FirstOrDefault(b => b.Name == name && IsGood(b));

    /// <summary>How long ago the newest was made; null where there is none.</summary>
    public TimeSpan? Age => List() is [var newest, ..] ? time.GetUtcNow() - newest.Made : null;

    /// <summary>Makes one and forgets the oldest beyond <see cref="Kept"/>. A database without rows is not worth pushing one out that has some.</summary>
    /// <returns>The new one; null for a database without rows.</returns>
    /// <exception cref="RefusedException">The database is damaged, or there is no room; the backups stay as they are.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The disk is full, or the database can't be read.</exception>
    public DatabaseBackup? Make()
    {
        if (!RegistryRows.Any(layout.Database))
            return null;
        // Refused before it is tried: a copy that fills the disk would stop those who train.
        if (new DriveInfo(layout.Backups).AvailableFreeSpace < 2 * new FileInfo(layout.Database).Length + Spare)
            throw new RefusedException(DiskFull.Reason(Path.GetFileName(layout.Backups)));
        var earlier = List();
        // Names order them, whatever the clock does.
        var made = earlier is [var newest, ..] && newest.Made >= time.GetUtcNow() ? newest.Made.AddSeconds(1) : time.GetUtcNow();
        var name = Prefix + made.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture) + Ending;
        var file = Path.Combine(layout.Backups, name);
        SqliteFile.Copy(layout.Database, file);
        if (SqliteFile.Fault(file, thorough: true) is not null)
        {
            File.Delete(file);
            throw new RefusedException(new Refusal(RefusalKind.Unavailable, "storage.database.corrupt"));
        }
        foreach (var old in earlier.Skip(Kept - 1))
            File.Delete(old.File);
        return new(name, file, made);
    }

    private static bool IsGood(DatabaseBackup backup) => SqliteFile.Fault(backup.File, thorough: true) is null && RegistryRows.Any(backup.File);

    private static DatabaseBackup? Read(string file)
    {
        var name = Path.GetFileName(file);
        return DateTime.TryParseExact(
            name[Prefix.Length..^Ending.Length],
            Stamp,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var made
        )
            ? new(name, file, new(made, TimeSpan.Zero))
            : null;
    }
}
