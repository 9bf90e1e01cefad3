namespace MlOpsDashboard.Core.Certificates;

/// <summary>A certificate as a version's page shows it.</summary>
/// <param name="Epochs">How many are repeated; null for all.</param>
/// <param name="At">The epoch that is repeated now, from 0.</param>
/// <param name="Sentence">What it says, or why it waits or ended without a report.</param>
public sealed record CertificateRow(
    CertificateStatus Status,
    int? Epochs,
    int? At,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    string? Sentence,
    RerunReport? Report
);
