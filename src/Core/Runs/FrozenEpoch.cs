namespace MlOpsDashboard.Core.Runs;

/// <summary>What an epoch says of the frozen weights.</summary>
public sealed record FrozenEpoch(int Epoch, int Stage, string FrozenHash);
