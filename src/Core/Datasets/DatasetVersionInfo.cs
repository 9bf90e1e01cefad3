namespace MlOpsDashboard.Core.Datasets;

public sealed record DatasetVersionInfo(
    DatasetVersionId Id,
    int Number,
    string ManifestHash,
    int Pictures,
    int Classes,
    long Bytes,
    string Source,
    DateTimeOffset CreatedAt,
    int Runs
);
