namespace MlOpsDashboard.Core.Models;

/// <summary>What the job wing needs of a stored custom model.</summary>
public sealed record StoredCustomModel(
    CustomModelId Id,
    string Name,
    string Artifact,
    string? PreprocessingJson,
    ModelInspection Inspection,
    string Cut,
    bool IsArchived
);
