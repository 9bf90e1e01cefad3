using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Name">For people.</param>
/// <param name="Unit">As <see cref="MetricSpec.Unit"/> has it.</param>
/// <param name="Better">Decides what is best and the delta's colour; null for neither.</param>
/// <param name="Deltas">To the baseline; null for the baseline itself or where not measured.</param>
/// <param name="Best">Index of the best run, or null.</param>
public sealed record ComparedMetric(string Name, string? Unit, Direction? Better, IReadOnlyList<double?> Values, IReadOnlyList<double?> Deltas, int? Best);
