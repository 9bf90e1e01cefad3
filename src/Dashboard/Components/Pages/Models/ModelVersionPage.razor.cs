using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Components.Pages.Reviews;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>One version: its card, evaluation, and a box to try it.</summary>
public sealed partial class ModelVersionPage
{
    private static readonly string[] Tabs = ["card", "evaluation", "try", "certificates", "discussion"];
    private ModelVersionDetails? details;
    private bool missing;
    private bool adding;
    private (string?, int) loaded;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Parameter]
    public string Name { get; set; } = "";

    [Parameter]
    public int Number { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    private string Current => Tabs.Contains(Tab) ? Tab! : "card";

    private string ModelHref => $"/models/{Uri.EscapeDataString(Name)}";

    private string Headline =>
        details!.Version is { Primary: var primary, PrimaryValue: { } value }
            ? Texts["VersionHeadline", MetricWords.Phrase(primary, Format.Metric(value, primary.Unit), details.Version.Input), details.Version.Backbone]
            : Texts["NotMeasuredHeadline", details.Version.Backbone, MetricNames.Training(details.Version.Primary.Name)];

    // Numbers of runs are names: they are not grouped.
    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Name, Number))
            return;
        (loaded, details, missing) = ((Name, Number), null, false);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var of = (Name, Number);
        var read = await Sender.Send(new GetModelVersion(Name, Number));
        // The person went on to another version meanwhile.
        if (of == (Name, Number))
            (details, missing) = (read, read is null);
    }

    private async Task UseAsBackboneAsync()
    {
        if (adding)
            return;
        adding = true;
        var added = await Sender.Send(new UseVersionAsBackbone(details!.Version.Id));
        adding = false;
        if (added.Refusal is { } refusal)
            Toasts.Add(refusal, Severity.Error);
        else
            GoTo($"/backbones/custom/{added.Value}");
    }

    private async Task PromoteAsync()
    {
        var number = Number;
        if (await Sender.Send(new GetModel(Name)) is not { } model)
            return;
        var (isMoved, asked) = await PromoteDialog.ShowAsync(Dialogs, model, Aliases.Champion, number);
        if (asked is { } review)
            GoTo(ReviewLook.Href(review));
        else if (isMoved)
            await LoadAsync();
    }
}
