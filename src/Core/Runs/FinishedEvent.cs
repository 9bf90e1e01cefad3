namespace MlOpsDashboard.Core.Runs;

/// <summary>The last event. Of a cross-validated run it tells of the best fold.</summary>
/// <param name="Status"><c>completed</c>, <c>stopped_early</c>, <c>cancelled</c> or <c>diverged</c>.</param>
/// <param name="BestValue">Of <paramref name="Monitor"/>, at <paramref name="BestEpoch"/>.</param>
public sealed record FinishedEvent(string Status, int? BestEpoch, double? BestValue, string Monitor, string? Detail = null) : RunEvent;
