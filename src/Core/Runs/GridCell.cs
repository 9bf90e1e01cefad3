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

/// <param name="Metric">Whose mean it is: runs that are judged by different metrics stand in different cells.</param>
/// <param name="StandardDeviation">Null for a single run.</param>
public sealed record GridCell(string Backbone, string Strategy, MetricSpec Metric, int Runs, double? Mean, double? StandardDeviation);
