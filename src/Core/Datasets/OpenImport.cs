namespace MlOpsDashboard.Core.Datasets;

/// <summary>An import that has not ended.</summary>
public sealed record OpenImport(ImportId Import, ProjectId Project, string DatasetName, ImportSource Source, ImportStatus Status);
