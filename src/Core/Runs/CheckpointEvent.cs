namespace MlOpsDashboard.Core.Runs;

/// <summary>A checkpoint is on disk, synced and named.</summary>
/// <param name="Best">Whether it is the best epoch so far.</param>
public sealed record CheckpointEvent(int Epoch, string File, string Sha256, bool Best) : RunEvent;
