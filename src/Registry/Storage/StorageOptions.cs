namespace MlOpsDashboard.Registry.Storage;

/// <summary>What a person says at the start about a database that can't be used: settings <c>Storage:*</c>. Both do nothing where the database is
/// sound.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>The newest good backup.</summary>
    public const string Newest = "newest";

    /// <summary><see cref="Newest"/> or the name of a file in the folder of backups. Default: none.</summary>
    public string? RestoreBackup { get; set; }

    /// <summary>Begin an empty registry beside what lies in the folder. Default: false.</summary>
    public bool StartFresh { get; set; }
}
