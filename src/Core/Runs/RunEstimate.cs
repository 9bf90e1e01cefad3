namespace MlOpsDashboard.Core.Runs;

/// <param name="Seconds">Null while it has not been measured; <paramref name="Sentence"/> says so.</param>
public sealed record RunEstimate(double? Seconds, double? MemoryGigabytes, string Sentence);
