using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <param name="Text">The reason as it was given.</param>
/// <param name="Amended">The reason in later words; null where nobody mended it.</param>
/// <param name="IsOwn">Whether the caller gave it, and may mend it.</param>
public sealed record ReviewLineView(
    long Id,
    ReviewLineKind Kind,
    DateTimeOffset At,
    string By,
    string? OnBehalfOf,
    string? Text,
    string? Amended,
    Refusal? Said,
    string? Artifact,
    string? ReportHash,
    bool IsOwn
);
