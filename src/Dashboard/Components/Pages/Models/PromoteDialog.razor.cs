using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>Moves an alias to a version: shows the metric deltas to the incumbent, and asks for a reason.</summary>
public sealed partial class PromoteDialog
{
    private string alias = Aliases.Champion;
    private int version;
    private long revision;
    private AliasImpact? impact;
    private ModelRules? rules;
    private string reason = "";
    private string? refusal;
    private bool busy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Parameter, EditorRequired]
    public ModelDetails Model { get; set; } = default!;

    /// <summary>The alias that is chosen first.</summary>
    [Parameter]
    public string Alias { get; set; } = Aliases.Champion;

    /// <summary>The version that is chosen first.</summary>
    [Parameter]
    public int Version { get; set; }

    private string DraftKey => $"model:{Model.Id}:promote";

    /// <summary>Why the alias can't be moved as things are; null where it can.</summary>
    private string? WhyNot =>
        impact switch
        {
            null => Texts["BeingRead"].Value,
            { Incumbent: { } held } when held == version => Texts["IsAlready", version, alias].Value,
            _ when reason.Trim().Length == 0 => Texts["GiveAReason"].Value,
            _ => null,
        };

    private bool ByReviewOnly => rules?.Of(alias).Rules.ByReviewOnly == true;

    private string Verb => alias == Aliases.Champion ? Texts["PromoteToChampion"] : Texts["MakeIt", alias];

    /// <summary>Shows the dialog.</summary>
    /// <returns>Whether the alias was moved; or the review that was asked for.</returns>
    public static async Task<(bool IsMoved, ReviewId? Asked)> ShowAsync(IDialogService dialogs, ModelDetails model, string alias, int version)
    {
        var parameters = new DialogParameters<PromoteDialog>
        {
            { d => d.Model, model },
            { d => d.Alias, alias },
            { d => d.Version, version },
        };
        var dialog = await dialogs.ShowAsync<PromoteDialog>(AliasLook.PromoteTitle(model.Name), parameters);
        return await dialog.Result switch
        {
            { Canceled: false, Data: ReviewId asked } => (false, asked),
            { Canceled: false } => (true, null),
            _ => (false, null),
        };
    }

    protected override async Task OnInitializedAsync()
    {
        revision = Model.Revision;
        // Chosen before anything is waited for: the person may choose otherwise meanwhile.
        var first = ChooseAsync(Alias, Version);
        rules = await Sender.Send(new GetAliasRules(Model.Id));
        await first;
    }

    private async Task ChooseAsync(string chosenAlias, int chosenVersion)
    {
        (alias, version, impact) = (chosenAlias, chosenVersion, null);
        var answer = await Sender.Send(new GetAliasImpact(Model.Id, chosenAlias, chosenVersion));
        if (alias == chosenAlias && version == chosenVersion)
            impact = answer;
    }

    // What the browser sends may be anything: only what is offered is chosen.
    private Task ChooseAliasAsync(object? value) =>
        AliasLook.Rail.FirstOrDefault(a => a == value as string) is { } offered ? ChooseAsync(offered, version) : Task.CompletedTask;

    private Task ChooseVersionAsync(object? value) =>
        int.TryParse(value as string, CultureInfo.InvariantCulture, out var number) && Model.Versions.Any(v => v.Number == number)
            ? ChooseAsync(alias, number)
            : Task.CompletedTask;

    private async Task GiveUpAsync()
    {
        await Browser.ForgetDraftsAsync(DraftKey);
        Dialog.Cancel();
    }

    private async Task AskAsync()
    {
        if (busy || WhyNot is not null)
            return;
        (busy, refusal) = (true, null);
        var asked = await Sender.Send(new RequestPromotion(Model.Id, alias, version, reason.Trim()));
        (busy, refusal) = (false, asked.Refusal);
        if (!asked.IsDone)
            return;
        await Browser.ForgetDraftsAsync(DraftKey);
        Dialog.Close(DialogResult.Ok(asked.Value));
    }

    private async Task MoveAsync()
    {
        if (busy || WhyNot is not null)
            return;
        (busy, refusal) = (true, null);
        var outcome = await Sender.Send(new MoveAlias(Model.Id, alias, version, reason.Trim(), revision));
        if (outcome.IsDone)
        {
            Toasts.Add(Texts["IsNow", version, Model.Name, alias], Severity.Success);
            await Browser.ForgetDraftsAsync(DraftKey);
            Dialog.Close();
            return;
        }
        refusal = outcome.Refusal;
        // Somebody may have moved an alias meanwhile: show what is true now, and let the person decide again.
        if (await Sender.Send(new GetModel(Model.Name)) is { } now)
            revision = now.Revision;
        await ChooseAsync(alias, version);
        busy = false;
    }

    private static string Say(ComparedMetric metric, int index)
    {
        var value = index < metric.Values.Count ? metric.Values[index] : null;
        return Format.Metric(value, metric.Unit);
    }
}
