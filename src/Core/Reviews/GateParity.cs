using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <param name="Fault">Why the stored preprocessing does not give the numbers of training; null where it does.</param>
public sealed record GateParity(int Examples, double LargestDifference, double Tolerance, Refusal? Fault);
