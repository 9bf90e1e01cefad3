using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Pages.Reviews;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>One model: which version serves, all versions with their lineage, and who moved what and why.</summary>
public sealed partial class ModelPage
{
    private ModelDetails? details;
    private bool missing;
    private string? loaded;
    private ModelRules? rules;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Parameter]
    public string Name { get; set; } = "";

    private string Headline =>
        details!.Versions.FirstOrDefault(v => v.Aliases.Contains(Aliases.Champion)) is { } champion
            ? Texts[
                "ChampionHeadline",
                champion.Number,
                MetricWords.Phrase(champion.Primary, Format.Metric(champion.PrimaryValue, champion.Primary.Unit), champion.Input)
            ]
            : Texts["NoChampionHeadline", details.Versions.Count];

    // The best version that is not champion already and not worse than it.
    private int? Candidate
    {
        get
        {
            var champion = details!.Versions.FirstOrDefault(v => v.Aliases.Contains(Aliases.Champion));
            // Where they are judged by different metrics, the newest version's says.
            var metric = champion?.Primary ?? details.Versions.MaxBy(v => v.Number)!.Primary;
            double Rank(VersionSummary v) => MetricLook.Rank(metric, v.Metrics[metric.Name]);
            return details.Versions.Where(v => v != champion && (champion?.PrimaryValue is null || Rank(v) <= Rank(champion))).MinBy(Rank)?.Number;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Name)
            return;
        (loaded, details, missing, rules) = (Name, null, false, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var name = Name;
        var read = await Sender.Send(new GetModel(name));
        // The person went on to another model meanwhile.
        if (name != Name)
            return;
        (details, missing) = (read, read is null);
        var set = read is null ? null : await Sender.Send(new GetAliasRules(read.Id));
        if (name == Name)
            rules = set;
    }

    private async Task PromoteAsync(string alias, int version)
    {
        var (isMoved, asked) = await PromoteDialog.ShowAsync(Dialogs, details!, alias, version);
        if (asked is { } review)
            GoTo(ReviewLook.Href(review));
        else if (isMoved)
            await LoadAsync();
    }

    private async Task RemoveAsync(string alias)
    {
        var parameters = new DialogParameters<RemoveAliasDialog> { { d => d.Model, details! }, { d => d.Alias, alias } };
        var dialog = await Dialogs.ShowAsync<RemoveAliasDialog>(Texts["RemoveAlias", alias], parameters);
        if (await dialog.Result is { Canceled: false })
            await LoadAsync();
    }

    private async Task RollBackAsync(string alias)
    {
        var (model, now, before) = (details!.Id, details.Aliases[alias], rules!.Before[alias]);
        var parameters = new DialogParameters<ReasonDialog>
        {
            { d => d.What, Texts["RollBackWhat", alias, before, now].Value },
            { d => d.Action, Texts["RollBack"].Value },
            { d => d.DraftKey, $"model:{model}:roll-back-{alias}" },
            { d => d.Do, async reason => await Sender.Send(new RollBackAlias(model, alias, now, reason)) },
        };
        var dialog = await Dialogs.ShowAsync<ReasonDialog>(Texts["RollBackTitle", alias, before], parameters);
        if (await dialog.Result is { Canceled: false })
            await LoadAsync();
    }

    private async Task SetRulesAsync(string alias)
    {
        var parameters = new DialogParameters<RulesDialog>
        {
            { d => d.Model, details!.Id },
            { d => d.Now, rules!.Of(alias) },
            { d => d.Metric, details.Versions.MaxBy(v => v.Number)!.Primary },
        };
        var dialog = await Dialogs.ShowAsync<RulesDialog>(Texts["RulesTitle", alias], parameters);
        if (await dialog.Result is { Canceled: false })
            await LoadAsync();
    }

    private async Task DescribeAsync()
    {
        var model = details!.Id;
        var parameters = new DialogParameters<EditTextDialog>
        {
            { d => d.Label, Texts["DescriptionLabel"].Value },
            { d => d.What, Texts["TheDescription"].Value },
            { d => d.Action, Texts["SaveDescription"].Value },
            { d => d.Text, details.Description },
            { d => d.DraftKey, $"model:{model}:description" },
            { d => d.MaxLength, 2000 },
            { d => d.Rows, 4 },
            { d => d.Save, (text, began) => Sender.Send(new DescribeModel(model, text, began)) },
        };
        var dialog = await Dialogs.ShowAsync<EditTextDialog>(Texts["DescribeModel"], parameters);
        if (await dialog.Result is { Canceled: false })
            await LoadAsync();
    }

    private async Task ArchiveAsync(bool archived)
    {
        var (id, name) = (details!.Id, details.Name);
        var outcome = await Sender.Send(new ArchiveModel(id, archived));
        if (outcome.IsDone && archived)
        {
            Toasts.TellWithUndo(
                Texts["IsArchived", name],
                () =>
                    InvokeAsync(async () =>
                    {
                        Toasts.Tell(await Sender.Send(new ArchiveModel(id, false)), Texts["IsBack", name]);
                        await LoadAsync();
                        StateHasChanged();
                    })
            );
        }
        else
        {
            Toasts.Tell(outcome, Texts["IsBack", name]);
        }
        await LoadAsync();
    }
}
