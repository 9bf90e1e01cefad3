namespace MlOpsDashboard.Core.Evaluation;

/// <param name="Low">Lower end of the 95 % interval.</param>
public sealed record Interval(double Low, double High);
