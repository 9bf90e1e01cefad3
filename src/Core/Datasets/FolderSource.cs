namespace MlOpsDashboard.Core.Datasets;

/// <summary>A folder on the server below one that the administrator allowed (<c>Import:AllowedFolders</c>).</summary>
public sealed record FolderSource(string Path) : ImportSource;
