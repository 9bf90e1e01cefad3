using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>Everything a run can start from: Keras's networks, and the team's own.</summary>
public sealed partial class BackbonesPage
{
    private IReadOnlyList<CustomModelSummary>? custom;
    private bool? loadedArchived;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "archived")]
    private string? ArchivedText { get; set; }

    private bool ShowArchived => AddressValue.Flag(ArchivedText);

    /// <summary>Whether the box to drop a model into is open.</summary>
    [SupplyParameterFromQuery(Name = "bring")]
    private string? BringText { get; set; }

    private bool Bring => AddressValue.Flag(BringText);

    private string Headline =>
        custom switch
        {
            { Count: > 0 } own => Texts["OwnHeadline", own.Count, BackboneCards.All.Count],
            _ => Texts["Headline", BackboneCards.All.Count],
        };

    private List<BackboneCard> Cards => [.. BackboneCards.All.Where(c => Matches(c.Name, c.Family, c.WhenToChoose))];

    private List<CustomModelSummary> Own => [.. (custom ?? []).Where(m => Matches(m.Name, m.CameFrom))];

    protected override async Task OnParametersSetAsync()
    {
        if (loadedArchived == ShowArchived)
            return;
        loadedArchived = ShowArchived;
        custom = await Sender.Send(new ListCustomModels(ShowArchived));
    }

    private bool Matches(params string[] texts) =>
        string.IsNullOrWhiteSpace(Query) || texts.Any(t => t.Contains(Query.Trim(), StringComparison.OrdinalIgnoreCase));

    private void Search(string? text) => GoTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(text) ? null : text), replace: true);

    private void ToggleArchived(bool on) => GoTo(Navigation.GetUriWithQueryParameter("archived", on ? true : (bool?)null), replace: true);

    private void Open(bool open) => GoTo(Navigation.GetUriWithQueryParameter("bring", open ? true : (bool?)null));

    private void Added(CustomModelId model) => GoTo($"/backbones/custom/{model}");
}
