namespace MlOpsDashboard.Core.Models;

/// <summary>What is known of a custom model when it is stored.</summary>
public sealed record CustomModelContents(
    string Name,
    string FileName,
    string Artifact,
    long Bytes,
    string InspectionJson,
    string Cut,
    ModelVersionId? Version = null,
    string? PreprocessingJson = null
);
