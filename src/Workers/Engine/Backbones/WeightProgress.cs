namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>How far a download of weights is.</summary>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="Total">Bytes in all; null if the server does not say.</param>
public sealed record WeightProgress(string FileName, long Bytes, long? Total);
