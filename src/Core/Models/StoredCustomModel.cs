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
)
{
    /// <summary>The registered version it is the model of; null for a file that was brought.</summary>
    public ModelVersionId? Version { get; init; }

    /// <summary>The user who brought it.</summary>
    public string Uploader { get; init; } = "";

    /// <summary>Where it came from, in the words of whoever brought it.</summary>
    public string Origin { get; init; } = "";
}
