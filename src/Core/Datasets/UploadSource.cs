namespace MlOpsDashboard.Core.Datasets;

/// <summary>Files staged under <c>uploads/FOLDER</c>: one zip, or pictures with their class folder in the name.</summary>
public sealed record UploadSource(string Folder, string Name) : ImportSource;
