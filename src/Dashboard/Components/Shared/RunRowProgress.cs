using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>What a progress event changes in a row.</summary>
public static class RunRowProgress
{
    public static RunRow With(this RunRow row, ProgressEvent progress) =>
        row with
        {
            SecondsLeft = progress.SecondsLeft,
            ImagesPerSecond = progress.ImagesPerSecond,
            Status = row.Status == RunStatus.Starting ? RunStatus.Running : row.Status,
        };
}
