namespace MlOpsDashboard.Core.Runs;

/// <summary>At most about four a second.</summary>
public sealed record ProgressEvent(int Epoch, int Step, int Steps, double? Loss, double ImagesPerSecond, double? SecondsLeft) : RunEvent;
