namespace MlOpsDashboard.Core.Datasets.Labelling;

/// <summary>The run whose best model proposes labels.</summary>
public sealed record Proposer(RunId Run, int Number, string Name);
