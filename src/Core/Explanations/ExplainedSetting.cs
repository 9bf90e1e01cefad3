namespace MlOpsDashboard.Core.Explanations;

/// <summary>One setting that differs: as a spec names it (<c>stages[0].optimizer.learningRate</c>), or <see cref="ExplanationPlan.Dataset"/>.</summary>
/// <param name="Before">Its value as JSON without quotes; <c>none</c> where the spec has none.</param>
public sealed record ExplainedSetting(string Name, string Before, string After);
