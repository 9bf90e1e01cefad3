using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
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

    private bool CanBranch => Details is { SpecFault: null, Spec.CrossValidation: null } && Row.EpochsDone > 0;

    private async Task BranchFromEpoch()
    {
        var parameters = new DialogParameters<EpochsDialog>
        {
            { d => d.Text, Texts["BranchFromEpochMeans"].Value },
            { d => d.Label, Texts["Epoch"].Value },
            { d => d.Value, Row.BestEpoch + 1 ?? Row.EpochsDone },
            { d => d.Most, Row.EpochsDone },
            { d => d.Action, Texts["ChooseSettings"].Value },
        };
        var dialog = await Dialogs.ShowAsync<EpochsDialog>(Texts["BranchOfRun", Row.Number], parameters);
        if (await dialog.Result is { Canceled: false, Data: int epoch })
            GoTo($"/runs/new?from={Row.Id}&after={epoch.ToString(CultureInfo.InvariantCulture)}");
    }

    private async Task MoreEpochs()
    {
        var (run, key) = (Row.Id, Guid.NewGuid());
        var parameters = new DialogParameters<EpochsDialog>
        {
            { d => d.Text, Texts[HasSchedule ? "MoreEpochsSchedule" : "MoreEpochsMeans"].Value },
            { d => d.Label, Texts["HowManyMore"].Value },
            { d => d.Value, 5 },
            { d => d.Most, 10_000 },
            { d => d.Action, Texts["TrainOn"].Value },
            { d => d.Start, epochs => Sender.Send(new TrainMoreEpochs(run, epochs, key)) },
        };
        var dialog = await Dialogs.ShowAsync<EpochsDialog>(Texts["MoreEpochsOf", Row.Number], parameters);
        if (await dialog.Result is { Canceled: false, Data: RunId started })
            GoTo($"/runs/{started}");
    }

    private bool HasSchedule =>
        Details.Spec.Stages is [.., { Optimizer.Options: var options }]
        && options.TryGetValue("learningRate", out var rate)
        && rate.ValueKind == JsonValueKind.Object;

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
