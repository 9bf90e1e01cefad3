namespace MlOpsDashboard.Core.Tasks;

/// <summary>One row as a person reads it.</summary>
/// <param name="Actual">What is true of it.</param>
/// <param name="Predicted">What the model said.</param>
/// <param name="Confidence">How sure the model was, 0 to 1; null where the task has no such number.</param>
public sealed record RowWords(string Actual, string Predicted, double? Confidence = null);
