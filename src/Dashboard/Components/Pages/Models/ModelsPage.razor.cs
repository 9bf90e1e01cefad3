using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>All registered models with their champions.</summary>
public sealed partial class ModelsPage
{
    private IReadOnlyList<ModelSummary>? models;
    private bool? loadedArchived;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "archived")]
    private string? ArchivedText { get; set; }

    private bool ShowArchived => AddressValue.Flag(ArchivedText);

    private string Headline
    {
        get
        {
            var champions = models!.Count(m => m.Champion is not null);
            return models!.Count == 0 ? Texts["NoModels"]
                : champions == models.Count ? Texts["ModelsAllChampions", models.Count]
                : champions == 0 ? Texts["ModelsNoChampions", models.Count]
                : Texts["ModelsSomeChampions", models.Count, champions];
        }
    }

    private List<ModelSummary> Found =>
        [
            .. models!.Where(m =>
                string.IsNullOrWhiteSpace(Query)
                || m.Name.Contains(Query.Trim(), StringComparison.OrdinalIgnoreCase)
                || m.Description.Contains(Query.Trim(), StringComparison.OrdinalIgnoreCase)
            ),
        ];

    protected override async Task OnParametersSetAsync()
    {
        if (loadedArchived == ShowArchived)
            return;
        loadedArchived = ShowArchived;
        models = await Sender.Send(new ListModels(ShowArchived));
    }

    private void Search(string? text) => GoTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(text) ? null : text), replace: true);

    private void ToggleArchived(bool on) => GoTo(Navigation.GetUriWithQueryParameter("archived", on ? true : (bool?)null), replace: true);

    private string Say(VersionSummary version) =>
        (MetricWords.SpeaksForItself(version.Primary) || version.PrimaryValue is null ? "" : version.Primary.Name + " ")
        + Format.Metric(version.PrimaryValue, version.Primary.Unit);
}
