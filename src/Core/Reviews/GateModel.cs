namespace MlOpsDashboard.Core.Reviews;

/// <summary>A model for <c>mlops gate</c>.</summary>
/// <param name="File">With <c>preprocessing.json</c> beside it.</param>
/// <param name="Seen">Manifests of what it was trained on or chosen by, and what the models that it began from were.</param>
/// <param name="Predictions">Where its predictions are written.</param>
public sealed record GateModel(string File, IReadOnlyList<string> Seen, string Predictions);
