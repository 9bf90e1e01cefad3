using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Seconds">Null while it has not been measured; <paramref name="Sentence"/> says so.</param>
public sealed record RunEstimate(double? Seconds, double? MemoryGigabytes, string Sentence);
