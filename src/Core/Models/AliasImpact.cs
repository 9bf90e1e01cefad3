using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Models;

/// <param name="Incumbent">The version that carries the alias now, or null.</param>
/// <param name="Metrics">Two values each: the incumbent's (null where there is none), then the candidate's.</param>
public sealed record AliasImpact(int? Incumbent, IReadOnlyList<ComparedMetric> Metrics, string Sentence);
