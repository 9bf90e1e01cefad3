using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A fold of a cross-validated run ended.</summary>
/// <param name="Folds">How many there are.</param>
/// <param name="Result">What came of it.</param>
public sealed record FoldEvent(int Folds, FoldResult Result) : RunEvent;
