namespace MlOpsDashboard.Core.Runs;

/// <param name="Sha256">Null for files that lie only in the run's folder.</param>
public sealed record RunFile(string Name, long Bytes, string? Sha256, string DownloadUrl);
