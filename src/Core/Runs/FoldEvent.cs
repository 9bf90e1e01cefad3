using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>A fold of a cross-validated run ended.</summary>
/// <param name="Folds">How many there are.</param>
/// <param name="Result">What came of it.</param>
public sealed record FoldEvent(int Folds, FoldResult Result) : RunEvent;
