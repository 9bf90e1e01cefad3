namespace MlOpsDashboard.Core.Certificates;

/// <summary>What a worker needs to know of a certificate.</summary>
/// <param name="Artifact">SHA-256 of the version's model file.</param>
public sealed record KnownCertificate(
    int? Epochs,
    string Model,
    int Number,
    RunId Run,
    DatasetVersionId Dataset,
    string Artifact,
    string SpecJson,
    string HistoryJson
);
