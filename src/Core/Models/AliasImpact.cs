using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Models;

/// <param name="Incumbent">The version that carries the alias now, or null.</param>
/// <param name="Metrics">Two values each: the incumbent's (null where there is none), then the candidate's.</param>
public sealed record AliasImpact(int? Incumbent, IReadOnlyList<ComparedMetric> Metrics, string Sentence);
