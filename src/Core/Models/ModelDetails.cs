namespace MlOpsDashboard.Core.Models;

public sealed record ModelDetails(
    ModelId Id,
    string Name,
    string Description,
    bool IsArchived,
    long Revision,
    IReadOnlyDictionary<string, int> Aliases,
    IReadOnlyList<VersionSummary> Versions
);
