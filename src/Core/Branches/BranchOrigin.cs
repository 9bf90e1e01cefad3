namespace MlOpsDashboard.Core.Branches;

/// <summary>Where a branch came from.</summary>
/// <param name="SpecJson">The complete spec of that run.</param>
/// <param name="Epochs">How many of its epochs were done.</param>
public sealed record BranchOrigin(RunId Run, string SpecJson, int Epochs);
