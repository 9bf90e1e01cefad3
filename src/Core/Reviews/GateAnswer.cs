namespace MlOpsDashboard.Core.Reviews;

/// <summary>What <c>mlops gate</c> answers, as JSON.</summary>
/// <param name="Leaks">Each example of the holdout once for each model whose training had it.</param>
public sealed record GateAnswer(GateMeasure Candidate, GateMeasure? Incumbent, IReadOnlyList<Leak> Leaks);
