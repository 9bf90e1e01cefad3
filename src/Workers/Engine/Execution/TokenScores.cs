namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What each token of a text did to an output.</summary>
/// <param name="Scores">One a token, signed; their sum is <paramref name="Output"/> less <paramref name="Baseline"/>, but for the integral's error.</param>
/// <param name="Output">Of the text.</param>
/// <param name="Baseline">Of a text that says nothing.</param>
public sealed record TokenScores(IReadOnlyList<double> Scores, double Output, double Baseline);
