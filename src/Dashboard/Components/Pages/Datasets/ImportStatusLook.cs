using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Components.Shared;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>How each state of an import is said and shown.</summary>
public static class ImportStatusLook
{
    public static string Word(ImportStatus status) => status == ImportStatus.Running ? "Importing" : status.ToString();

    public static Tone Tone(ImportStatus status) => status switch
    {
        ImportStatus.Completed => Shared.Tone.Good,
        ImportStatus.Running => Shared.Tone.Accent,
        ImportStatus.Refused => Shared.Tone.Warning,
        ImportStatus.Failed => Shared.Tone.Bad,
        _ => Shared.Tone.Neutral,
    };

    public static string Icon(ImportStatus status) => status switch
    {
        ImportStatus.Queued => Icons.Material.Outlined.Schedule,
        ImportStatus.Running => Icons.Material.Outlined.Downloading,
        ImportStatus.Completed => Icons.Material.Outlined.CheckCircle,
        ImportStatus.Refused => Icons.Material.Outlined.Block,
        ImportStatus.Cancelled => Icons.Material.Outlined.Cancel,
        _ => Icons.Material.Outlined.Error,
    };

    public static bool IsOpen(this ImportView import) => import.Status is ImportStatus.Queued or ImportStatus.Running;

    /// <summary>Where it stands, in words: "decoding 512 of 1,583".</summary>
    public static string Where(ImportView import) => import switch
    {
        { Status: ImportStatus.Queued } => "waiting for a worker",
        { Status: ImportStatus.Running, Step: null } => "starting",
        { Status: ImportStatus.Running, Total: { } total } => $"{import.Step}: {Format.Count(import.Done)} of {Format.Count(total)}",
        { Status: ImportStatus.Running } => $"{import.Step}: {Format.Count(import.Done)}",
        { Status: ImportStatus.Completed, Report: { } report } => Kept(report),
        { Sentence: { } sentence } => sentence,
        { Status: ImportStatus.Cancelled } => "Nothing was kept.",
        _ => "",
    };

    /// <summary>"1,583 pictures kept" or "796 pictures kept, 4 files refused".</summary>
    public static string Kept(ImportReport report)
    {
        var kept = Format.Count(report.Kept, "picture") + " kept";
        return report.RefusedCount == 0 ? kept : $"{kept}, {Format.Count(report.RefusedCount, "file")} refused";
    }
}
