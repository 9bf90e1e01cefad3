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

/// <param name="Metrics">Names of all metrics that any run has a value of, in ordinal order.</param>
public sealed record RunPageRows(int Total, IReadOnlyList<RunRow> Rows, IReadOnlyList<string> Tags, IReadOnlyList<string> Backbones, IReadOnlyList<string> Metrics);
