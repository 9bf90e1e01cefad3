namespace MlOpsDashboard.Core.Models;

/// <summary>A version as stored, with its model's name.</summary>
public sealed record StoredModelVersion(ProjectId Project, ModelId Model, string Name, ModelVersionId Version, int Number, ModelVersionContents Contents);
