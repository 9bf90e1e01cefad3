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

    [Parameter, EditorRequired] public RunDetails Details { get; set; } = default!;
    [Parameter] public EventCallback OnChanged { get; set; }
    [Inject] private ISender Sender { get; set; } = default!;
    [Inject] private ISnackbar Toasts { get; set; } = default!;
    [Inject] private IDialogService Dialogs { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private RunRow Row => Details.Row;

    private Task Stop() => Do(() => Sender.Send(new StopRun(Row.Id)), Row.Status == RunStatus.Queued ? "The run was cancelled." : "Stopping: a checkpoint is written first.");

    private Task Resume() => Do(() => Sender.Send(new ResumeRun(Row.Id)), "Queued again; it goes on from its last checkpoint.");

    private async Task Archive()
    {
        var archive = !Row.IsArchived;
        var outcome = await SetArchived(archive);
        if (outcome.Refusal is { } refusal) Toasts.Add(refusal, Severity.Warning);
        else Toasts.TellWithUndo(archive ? "Archived." : "Restored.", () => InvokeAsync(() => SetArchived(!archive)));
    }

    private async Task<Outcome> SetArchived(bool archived)
    {
        var outcome = await Sender.Send(new ArchiveRuns([Row.Id], archived));
        await OnChanged.InvokeAsync();
        return outcome;
    }

    private async Task Rename()
    {
        var dialog = await Dialogs.ShowAsync<RenameDialog>($"Rename run {Row.Number}", new DialogParameters<RenameDialog> { { d => d.Name, Row.Name } });
        if (await dialog.Result is { Canceled: false, Data: string name }) await Do(() => Sender.Send(new RenameRun(Row.Id, name)), "Renamed.");
    }

    private async Task Tag()
    {
        var dialog = await Dialogs.ShowAsync<TagDialog>($"Tag run {Row.Number}", new DialogParameters<TagDialog> { { d => d.Runs, [Row] } });
        if (await dialog.Result is { Canceled: false, Data: TagRuns command }) await Do(() => Sender.Send(command), "Tags changed.");
    }

    private async Task Register()
    {
        var dialog = await Dialogs.ShowAsync<RegisterDialog>($"Register the best epoch of run {Row.Number}", new DialogParameters<RegisterDialog> { { d => d.Details, Details } });
        if (await dialog.Result is not { Canceled: false, Data: RegisteredVersion made }) return;
        Toasts.Add($"{made.Name} v{made.Version} is in the registry.", Severity.Success);
        Navigation.NavigateTo($"/models/{made.Name}/versions/{made.Version}");
    }

    private async Task Do(Func<Task<Outcome>> command, string done)
    {
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
