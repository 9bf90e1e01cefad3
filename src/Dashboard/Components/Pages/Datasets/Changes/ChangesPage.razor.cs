using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets.Changes;

/// <summary>What changed between two versions of a dataset, in words and pictures. Without versions in the address: the newest and the one before.</summary>
public sealed partial class ChangesPage
{
    private const int PageSize = 48;
    private DatasetDetails? versions;
    private VersionDifference? difference;
    private string? refusal;
    private bool missing;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToText { get; set; }

    /// <summary>One of <see cref="ChangeKinds"/>.</summary>
    [SupplyParameterFromQuery(Name = "change")]
    private string? ChangeText { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private string? Change => ChangeKinds.All.Contains(ChangeText) ? ChangeText : null;

    private int Skip => (Math.Max(1, AddressValue.Number(PageText) ?? 1) - 1) * PageSize;

    protected override async Task OnParametersSetAsync()
    {
        if (versions?.Id.ToString() != Id)
            versions = Guid.TryParse(Id, out var id) ? await Sender.Send(new GetDataset(new DatasetId(id))) : null;
        missing = versions is null;
        if (versions is not { } known)
            return;
        var to = AddressValue.Number(ToText) ?? known.Versions.Max(version => version.Number);
        var from = AddressValue.Number(FromText) ?? Before(to);
        var asked = new CompareDatasetVersions(known.Id, from, to, Change, Skip, PageSize);
        var answer = await Sender.Send(asked);
        (missing, refusal, difference) = (answer.Reason?.Kind == RefusalKind.NotFound, answer.Refusal, answer.Value);
    }

    private DatasetVersionId IdOf(ComparedVersion version) => versions!.Versions.Single(known => known.Number == version.Number).Id;

    // The first version has none before it.
    private int Before(int number) => versions!.Versions.Select(version => version.Number).Where(other => other < number).DefaultIfEmpty(number).Max();

    private void ShowVersions(string name, string? number) => GoTo(Address((name, number), ("change", null), ("page", null)));

    private void ShowKind(string? kind) => GoTo(Address(("change", kind), ("page", null)));

    private void ShowPage(int page) => GoTo(Address(("page", page > 1 ? page : null)));

    private string Address(params (string Name, object? Value)[] parameters) =>
        Navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?> { ["from"] = difference!.From.Number, ["to"] = difference.To.Number }
                .Concat(parameters.Select(p => new KeyValuePair<string, object?>(p.Name, p.Value)))
                .GroupBy(p => p.Key)
                .ToDictionary(p => p.Key, p => p.Last().Value)
        );

    private Task OpenAsync(int index) =>
        Dialogs.ShowAsync<ChangedPictureDialog>(
            null,
            new DialogParameters<ChangedPictureDialog> { { d => d.Difference, difference! }, { d => d.Start, index } },
            new DialogOptions
            {
                MaxWidth = MaxWidth.Large,
                FullWidth = true,
                NoHeader = true,
                CloseOnEscapeKey = true,
                BackdropClick = true,
            }
        );
}
