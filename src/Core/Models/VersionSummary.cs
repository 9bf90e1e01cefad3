using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Models;

/// <param name="Primary">The metric that it is judged by.</param>
/// <param name="Metrics">Of its run's best epoch.</param>
/// <param name="Parent">The number of the version that its run went on from, or null.</param>
/// <param name="ParentModel">The parent's model, where it is another.</param>
public sealed record VersionSummary(
    ModelVersionId Id,
    int Number,
    MetricSpec Primary,
    MetricValues Metrics,
    string Backbone,
    string Strategy,
    string Dataset,
    int DatasetNumber,
    RunId Run,
    int RunNumber,
    int? Parent,
    string? ParentModel,
    IReadOnlyList<string> Aliases,
    long Bytes,
    string Artifact,
    DateTimeOffset CreatedAt
)
{
    /// <summary>What the examples of its dataset are, as <see cref="Inputs.InputCards"/> names it.</summary>
    public string Input { get; init; } = Inputs.InputCards.Pictures;

    /// <summary>Of the primary metric; null where it was not measured.</summary>
    public double? PrimaryValue => Metrics[Primary.Name];
}
