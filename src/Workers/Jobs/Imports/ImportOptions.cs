namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Settings of imports: section <c>Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>Server folders (full paths) that may be imported from, with what lies below them. Default: none.</summary>
    public IList<string> AllowedFolders { get; } = [];
}
