using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Models;

/// <summary>Everything a version remembers; immutable once stored.</summary>
/// <param name="Artifact">SHA-256 of the <c>.keras</c> file in the artifact store.</param>
/// <param name="PreprocessingJson">The preprocessing function as data; executed from here at predict time.</param>
/// <param name="EngineVersion">Version of the program that trained it.</param>
/// <param name="Metrics">Of its run's best epoch.</param>
/// <param name="ParityJson">What the preprocessing parity check found, as JSON.</param>
public sealed record ModelVersionContents(
    string Artifact,
    long Bytes,
    string PreprocessingJson,
    IReadOnlyList<string> ClassNames,
    DatasetVersionId DatasetVersion,
    string SpecJson,
    string HistoryJson,
    string EvaluationJson,
    string EngineVersion,
    RunId Run,
    ModelVersionId? Parent,
    MetricValues Metrics,
    string Description,
    string ParityJson
);
