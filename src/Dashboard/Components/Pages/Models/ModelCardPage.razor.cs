using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>A version's card, to read, write, take away and print.</summary>
public sealed partial class ModelCardPage
{
    private ModelCard? card;
    private bool missing;
    private (string?, int) loaded;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Parameter]
    public string Name { get; set; } = "";

    [Parameter]
    public int Number { get; set; }

    private string VersionHref => $"/models/{Uri.EscapeDataString(Name)}/versions/{Plain(Number)}";

    // Numbers of versions are names: they are not grouped.
    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Name, Number))
            return;
        (loaded, card, missing) = ((Name, Number), null, false);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var of = (Name, Number);
        var read = await Sender.Send(new GetModelCard(Name, Number), Gone);
        // The person went on to another version meanwhile.
        if (of == (Name, Number))
            (card, missing) = (read, read is null);
    }
}
