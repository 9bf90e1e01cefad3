using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <param name="Task">What it learnt, as its card is named.</param>
/// <param name="Milliseconds">To answer one example alone; null where it was not judged.</param>
/// <param name="Fault">Why it could not be judged on the holdout; null where it was.</param>
public sealed record GateMeasure(string? Task, double? Milliseconds, Refusal? Fault);
