using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>Stop, resume, branch, register; rename, tag and archive under "More".</summary>
public sealed partial class RunActions
{
    private bool busy;

    [Parameter, EditorRequired]
    public RunDetails Details { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    private RunRow Row => Details.Row;

    // Nobody works on it: it ends at once.
    private bool IsWaiting => Row.Status is RunStatus.Queued or RunStatus.Interrupted;

    private Task Stop() => Do(() => Sender.Send(new StopRun(Row.Id)), Texts[IsWaiting ? "WasCancelled" : "StoppingFirst"]);

    private Task Resume() => Do(() => Sender.Send(new ResumeRun(Row.Id)), Texts[Details.HasCheckpoint ? "Resumed" : "StartedAgain"]);

    private async Task Archive()
    {
        var archive = !Row.IsArchived;
        var outcome = await SetArchived(archive);
        if (outcome.Refusal is { } refusal)
            Toasts.Add(refusal, Severity.Warning);
        else
            Toasts.TellWithUndo(Texts[archive ? "ArchivedDone" : "RestoredDone"], () => InvokeAsync(() => SetArchived(!archive)));
    }

    private async Task<Outcome> SetArchived(bool archived)
    {
        var outcome = await Sender.Send(new ArchiveRuns([Row.Id], archived));
        await OnChanged.InvokeAsync();
        return outcome;
    }

    private async Task Rename()
    {
        var run = Row.Id;
        var parameters = new DialogParameters<EditTextDialog>
        {
            { d => d.Action, Texts["RenameRun"].Value },
            { d => d.Text, Row.Name },
            { d => d.DraftKey, $"run:{run}:name" },
            { d => d.MaxLength, 120 },
            { d => d.Save, (name, began) => Sender.Send(new RenameRun(run, name, began)) },
        };
        var dialog = await Dialogs.ShowAsync<EditTextDialog>(Texts["RenameRunNumber", Row.Number], parameters);
        if (await dialog.Result is not { Canceled: false, Data: bool stored })
            return;
        if (stored)
            Toasts.Add(Texts["Renamed"], Severity.Success);
        await OnChanged.InvokeAsync();
    }

    private async Task Tag()
    {
        var parameters = new DialogParameters<TagDialog> { { d => d.Runs, [Row] }, { d => d.Save, command => Sender.Send(command) } };
        var dialog = await Dialogs.ShowAsync<TagDialog>(Texts["TagRun", Row.Number], parameters);
        if (await dialog.Result is not { Canceled: false })
            return;
        Toasts.Add(Texts["TagsChanged"], Severity.Success);
        await OnChanged.InvokeAsync();
    }

    private async Task Register()
    {
        var dialog = await Dialogs.ShowAsync<RegisterDialog>(
            Texts["RegisterBest", Row.Number],
            new DialogParameters<RegisterDialog> { { d => d.Details, Details } }
        );
        if (await dialog.Result is not { Canceled: false, Data: RegisteredVersion made })
            return;
        Toasts.Add(Texts["InRegistry", made.Name, made.Version], Severity.Success);
        GoTo($"/models/{Uri.EscapeDataString(made.Name)}/versions/{made.Version}");
    }

    private async Task Do(Func<Task<Outcome>> command, string done)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            Toasts.Tell(await command(), done);
            await OnChanged.InvokeAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
