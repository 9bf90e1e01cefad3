using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>Looks at the database before anything opens it: a damaged one, or an empty one beside a full folder, is not started with unless a person says
/// how.</summary>
public sealed partial class DatabaseRescue(
    StorageLayout layout,
    IOptions<StorageOptions> settings,
    DatabaseBackups backups,
    TimeProvider time,
    ILogger<DatabaseRescue> logger
)
{
    private readonly StorageOptions options = settings.Value;

    /// <summary>Called with the folder's lock held.</summary>
    /// <exception cref="RefusedException">The database can't be used and nothing was said; the sentence names the newest good backup and how to go
    /// on.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">It can't be read for another reason.</exception>
    public void MakeUsable()
    {
        if (Trouble() is not { } trouble)
        {
            if (options.RestoreBackup is not null)
                LogNotNeeded(nameof(StorageOptions.RestoreBackup));
            if (options.StartFresh)
                LogNotNeeded(nameof(StorageOptions.StartFresh));
            return;
        }
        if (options.RestoreBackup is { } wanted)
            Restore(wanted);
        else if (options.StartFresh)
            StartFresh();
        else
            throw new RefusedException(trouble);
    }

    private Refusal? Trouble()
    {
        var file = new FileInfo(layout.Database);
        if (file is { Exists: true, Length: > 0 } && SqliteFile.Fault(file.FullName) is { } fault)
            return new(RefusalKind.Unavailable, "storage.database.damaged", ("file", layout.Database), ("fault", fault), ("way", WayOut()));
        if (RegistryRows.Any(layout.Database) || !HasContents())
            return null;
        var received = file switch
        {
            { Exists: false } => "words.database.none",
            { Length: 0 } => "words.database.empty",
            _ => "words.database.bare",
        };
        return new(
            RefusalKind.Unavailable,
            "storage.database.emptied",
            ("file", layout.Database),
            ("folder", layout.Root),
            ("received", new Refusal(received)),
            ("way", WayOut())
        );
    }

    private Refusal WayOut() =>
        backups.NewestGood() is { } good
            ? new Refusal(
                RefusalKind.Unavailable,
                "storage.backup.offered",
                ("backup", good.File),
                ("age", time.GetUtcNow() - good.Made),
                ("kept", layout.Damaged)
            )
            : new Refusal(RefusalKind.Unavailable, "storage.backup.none", ("folder", layout.Backups), ("kept", layout.Damaged));

    private void Restore(string wanted)
    {
        var backup =
            (wanted == StorageOptions.Newest ? backups.NewestGood() : backups.Good(wanted))
            ?? throw new RefusedException(new Refusal(RefusalKind.Invalid, "storage.backup.unknown", ("folder", layout.Backups), ("received", wanted)));
        PutAside();
        SqliteFile.Copy(backup.File, layout.Database);
        LogRestored(backup.File, layout.Damaged);
    }

    private void StartFresh()
    {
        PutAside();
        // Those of the registry that was: a new one's must not push them out.
        if (backups.List().Count > 0)
            Directory.Move(layout.Backups, Path.Combine(layout.Damaged, $"backups-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss-fff}"));
        LogFresh(layout.Damaged);
    }

    // The scheduler's database of program versions up to 0.1 goes with the rows it was made from.
    private void PutAside()
    {
        SqliteFile.MoveAside(layout.Database, layout.Damaged, time.GetUtcNow());
        SqliteFile.MoveAside(layout.OldJobDatabase, layout.Damaged, time.GetUtcNow());
    }

    private bool HasContents() =>
        Holds(layout.Runs, SearchOption.TopDirectoryOnly)
        || Holds(layout.Manifests, SearchOption.TopDirectoryOnly)
        || Holds(layout.Blobs, SearchOption.AllDirectories)
        || backups.List().Count > 0;

    // Whatever begins with a dot is what a killed writer left.
    private static bool Holds(string folder, SearchOption depth) =>
        Directory.Exists(folder)
        && (depth == SearchOption.AllDirectories ? Directory.EnumerateFiles(folder, "*", depth) : Directory.EnumerateFileSystemEntries(folder)).Any(f =>
            !Path.GetFileName(f).StartsWith('.')
        );

    [LoggerMessage(LogLevel.Warning, "The registry goes on from its backup {Backup}. What it replaced is kept in {Folder}.")]
    private partial void LogRestored(string backup, string folder);

    [LoggerMessage(LogLevel.Warning, "The registry begins empty, as Storage:StartFresh says. What it replaced is kept in {Folder}.")]
    private partial void LogFresh(string folder);

    [LoggerMessage(LogLevel.Warning, "The database is sound: Storage:{Setting} did nothing. Leave it out.")]
    private partial void LogNotNeeded(string setting);
}
