using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Models;

/// <param name="Primary">The metric that the run is judged by.</param>
/// <param name="Best">Its value at the best epoch; null where it was not measured.</param>
public sealed record CustomModelRun(RunId Run, int Number, string Name, RunStatus Status, MetricSpec Primary, double? Best);
