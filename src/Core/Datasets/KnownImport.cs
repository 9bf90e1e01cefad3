namespace MlOpsDashboard.Core.Datasets;

/// <summary>An import and where it stands.</summary>
public sealed record KnownImport(ImportId Import, string DatasetName, ImportSource Source, ImportStatus Status);
