using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>How each state of an import is said and shown.</summary>
public static class ImportStatusLook
{
    private static readonly TextResource Texts = new(typeof(DatasetsTexts));

    public static string Word(ImportStatus status) => Texts[$"Status.{status}"];

    public static Tone Tone(ImportStatus status) =>
        status switch
        {
            ImportStatus.Completed => Shared.Tone.Good,
            ImportStatus.Running => Shared.Tone.Accent,
            ImportStatus.Refused => Shared.Tone.Warning,
            ImportStatus.Failed => Shared.Tone.Bad,
            _ => Shared.Tone.Neutral,
        };

    public static string Icon(ImportStatus status) =>
        status switch
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
    public static string Where(ImportView import) =>
        import switch
        {
            { Status: ImportStatus.Queued } => Texts["Waiting"],
            { Status: ImportStatus.Running, Step: null } => Texts["IsStarting"],
            { Status: ImportStatus.Running, Total: { } total } => Texts["StepOf", Step(import.Step), import.Done, total],
            { Status: ImportStatus.Running } => Texts["StepAt", Step(import.Step), import.Done],
            { Status: ImportStatus.Completed, Report: { } report } => Kept(report),
            { Sentence: { } sentence } => sentence,
            { Status: ImportStatus.Cancelled } => Texts["NothingKept"],
            _ => "",
        };

    /// <summary>"1,583 pictures kept" or "796 pictures kept, 4 files refused".</summary>
    public static string Kept(ImportReport report) =>
        InputPages.Of(report.Input) is var input && report.RefusedCount == 0
            ? Texts["Kept", input.Count(report.Kept)]
            : Texts["KeptAndRefused", input.Count(report.Kept), input.Refused(report.RefusedCount)];

    // A worker of another release may name a step that has no words here.
    private static string Step(string step) => Texts.Find($"Step.{step}") ?? step;
}
