using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>How each state of a run is said and shown.</summary>
public static class RunStatusLook
{
    private static readonly TextResource Texts = new(typeof(SharedTexts));

    public static string Word(RunStatus status) => Texts[$"Status.{status}"];

    public static Tone Tone(RunStatus status) =>
        status switch
        {
            RunStatus.Completed or RunStatus.StoppedEarly => Shared.Tone.Good,
            RunStatus.Starting or RunStatus.Running => Shared.Tone.Accent,
            RunStatus.Stopping or RunStatus.Interrupted => Shared.Tone.Warning,
            RunStatus.Failed or RunStatus.Diverged => Shared.Tone.Bad,
            _ => Shared.Tone.Neutral,
        };

    public static string Icon(RunStatus status) =>
        status switch
        {
            RunStatus.Queued => Icons.Material.Outlined.Schedule,
            RunStatus.Starting => Icons.Material.Outlined.HourglassTop,
            RunStatus.Running => Icons.Material.Outlined.PlayCircle,
            RunStatus.Stopping => Icons.Material.Outlined.StopCircle,
            RunStatus.Completed => Icons.Material.Outlined.CheckCircle,
            RunStatus.StoppedEarly => Icons.Material.Outlined.TaskAlt,
            RunStatus.Cancelled => Icons.Material.Outlined.Cancel,
            RunStatus.Interrupted => Icons.Material.Outlined.PauseCircle,
            RunStatus.Diverged => Icons.Material.Outlined.TrendingUp,
            _ => Icons.Material.Outlined.ErrorOutline,
        };
}
