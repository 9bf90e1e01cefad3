using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>A network of the team's own: where it came from, where it is cut, what stands on it.</summary>
public sealed partial class CustomModelPage
{
    private static readonly string[] Tabs = ["cut", "grayscale", "runs", "history"];
    private CustomModelDetails? details;
    private bool missing;
    private Guid loaded;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "dataset")]
    private string? DatasetKey { get; set; }

    private string Current => Tabs.Contains(Tab) ? Tab! : "cut";

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
            return;
        loaded = Id;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var of = Id;
        var read = await Sender.Send(new GetCustomModel(new CustomModelId(of)));
        // The person went on to another one meanwhile.
        if (of == Id)
            (details, missing) = (read, read is null);
    }

    private async Task ArchiveAsync()
    {
        var archived = !details!.Summary.IsArchived;
        var outcome = await Sender.Send(new ArchiveCustomModel(details.Summary.Id, archived));
        Toasts.Add(outcome.Refusal ?? (archived ? Texts["ArchivedToast"] : Texts["OfferedAgain"]), outcome.IsDone ? Severity.Success : Severity.Error);
        await LoadAsync();
    }

    private string Headline(CustomModelSummary model) =>
        model.Texts is not null
            ? Texts["ReadsTexts", model.Name, model.FeatureShape[^1] ?? 0]
            : Texts[model.FeatureShape.Count == 2 ? "GivesFeatures" : "GivesMap", model.Name, model.FeatureShape[^1] ?? 0, model.Layers];
}
