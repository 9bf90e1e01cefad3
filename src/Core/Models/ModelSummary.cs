namespace MlOpsDashboard.Core.Models;

/// <param name="Champion">Version with the alias champion, or null.</param>
/// <param name="Spark">The newest version's primary metric of all versions in order; null of those that are judged by another.</param>
public sealed record ModelSummary(
    ModelId Id,
    string Name,
    string Description,
    int Versions,
    IReadOnlyDictionary<string, int> Aliases,
    VersionSummary Latest,
    VersionSummary? Champion,
    IReadOnlyList<double?> Spark,
    DateTimeOffset UpdatedAt,
    bool IsArchived
);
