namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>An example as it stands in an epoch.</summary>
/// <param name="Row">Which.</param>
/// <param name="Key">All that is random about it here may follow from this number: the same for the same seed, epoch and place, whatever machine, batch or
/// number of devices.</param>
public readonly record struct Draw(int Row, ulong Key);
