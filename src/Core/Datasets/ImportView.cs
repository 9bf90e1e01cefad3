namespace MlOpsDashboard.Core.Datasets;

public sealed record ImportView(
    ImportId Id,
    string DatasetName,
    string SourceName,
    ImportStatus Status,
    string? Sentence,
    string? Step,
    int Done,
    int? Total,
    DatasetId? DatasetId,
    DatasetVersionId? DatasetVersionId,
    ImportReport? Report,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);
