namespace MlOpsDashboard.Core.Backbones;

/// <summary>How far a transfer is.</summary>
/// <param name="Total">Null where the server does not say.</param>
public sealed record WeightTransfer(long Bytes, long? Total);
