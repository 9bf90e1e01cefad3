namespace MlOpsDashboard.Core.Datasets;

/// <param name="Length">A maximum length.</param>
/// <param name="Count">Texts that are longer.</param>
public sealed record LengthCut(int Length, int Count);
