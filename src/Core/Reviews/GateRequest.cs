namespace MlOpsDashboard.Core.Reviews;

/// <summary>What <c>mlops gate</c> is asked, as JSON.</summary>
/// <param name="Holdout">A manifest of nothing but the holdout.</param>
public sealed record GateRequest(string Holdout, GateModel Candidate, GateModel? Incumbent);
