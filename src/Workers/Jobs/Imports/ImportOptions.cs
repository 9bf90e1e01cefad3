namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Settings of imports: section <c>Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>Server folders (full paths) that may be imported from, with what lies below them. Default: none.</summary>
    public IList<string> AllowedFolders { get; } = [];

    /// <summary>Bytes of a model file that is brought as a backbone. Default 2 GB.</summary>
    public long MaxModelBytes { get; set; } = 2_000_000_000;
}
