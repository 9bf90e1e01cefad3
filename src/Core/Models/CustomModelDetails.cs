namespace MlOpsDashboard.Core.Models;

/// <param name="Version">The registered version it is the model of.</param>
/// <param name="Runs">Runs that were started on it, newest first.</param>
/// <param name="ArtifactMissing">The file was deleted behind the registry.</param>
public sealed record CustomModelDetails(
    CustomModelSummary Summary,
    string FileName,
    string Uploader,
    string Origin,
    string Notes,
    ModelInspection Inspection,
    CustomModelVersion? Version,
    IReadOnlyList<CustomModelRun> Runs,
    bool ArtifactMissing
);
