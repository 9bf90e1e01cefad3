using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>One fold's end.</summary>
/// <param name="Fold">Counts from 0.</param>
/// <param name="Status"><c>completed</c> or <c>stopped_early</c>.</param>
/// <param name="Epochs">Epochs that it trained.</param>
/// <param name="BestEpoch">Counts from 0 within the fold; null where no value was finite.</param>
/// <param name="BestValue">Of the monitor.</param>
/// <param name="Metrics">Those of the validation data, at the best epoch.</param>
[JsonConverter(typeof(FoldResultConverter))]
public sealed record FoldResult(
    int Fold,
    string Status,
    int Epochs,
    int? BestEpoch,
    double? BestValue,
    MetricValues Metrics,
    int Training,
    int Validation,
    double Seconds
);
