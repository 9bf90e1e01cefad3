namespace MlOpsDashboard.Core.Datasets.Differences;

/// <summary>One thing that a target says otherwise than before.</summary>
/// <param name="From">The number of its name before; null where the thing is new.</param>
/// <param name="To">The number of its name now; null where the thing is gone. The same as before where only its place changed.</param>
public readonly record struct TargetChange(int? From, int? To);
