using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>All datasets, how to bring in more, and what is coming in right now.</summary>
public sealed partial class DatasetsPage
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);
    private readonly HashSet<ImportId> cancelling = [];
    private readonly HashSet<ImportId> started = [];
    private IReadOnlyList<DatasetSummary>? datasets;
    private IReadOnlyList<ImportView> imports = [];
    private IDisposable? subscription;
    private Throttler? throttler;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<DatasetsPage> Logger { get; set; } = default!;

    /// <summary>Which way of importing is open: <c>upload</c>, <c>sample</c>, <c>folder</c>; null for none.</summary>
    [SupplyParameterFromQuery(Name = "import")]
    private string? Way { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "archived")]
    private string? ArchivedText { get; set; }

    private bool ShowArchived => AddressValue.Flag(ArchivedText);

    private string Headline =>
        datasets!.Count == 0
            ? Texts["NoDatasetYet"]
            : Texts["DatasetsHeadline", datasets.Count, InputPages.Count(datasets.Select(d => (d.Input, (long)d.Pictures)))];

    private bool AnyOpenImport => imports.Any(i => i.IsOpen());

    /// <summary>What is at work, and what ended lately: the person who started it wants to know how.</summary>
    private List<ImportView> ShownImports =>
        [.. imports.Where(i => i.IsOpen() || started.Contains(i.Id) || (i.Status != ImportStatus.Completed && Clock.GetUtcNow() - i.FinishedAt < Recent))];

    private List<DatasetSummary> Found =>
        [.. datasets!.Where(d => string.IsNullOrWhiteSpace(Query) || d.Name.Contains(Query.Trim(), StringComparison.OrdinalIgnoreCase))];

    protected override void OnInitialized()
    {
        throttler = new Throttler(Clock, () => InvokeAsync(RefreshImportsAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            // An import's notice carries neither events nor a status; those of a run do.
            if (notice.Events.Count == 0 && notice.Status is null)
                throttler.Request();
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        datasets = await Sender.Send(new ListDatasets(ShowArchived));
        imports = await Sender.Send(new ListImports());
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        throttler?.Dispose();
    }

    private async Task RefreshImportsAsync()
    {
        var before = imports.Where(i => i.IsOpen()).Select(i => i.Id).ToHashSet();
        imports = await Sender.Send(new ListImports());
        if (imports.Any(i => !i.IsOpen() && before.Contains(i.Id)))
            datasets = await Sender.Send(new ListDatasets(ShowArchived));
        cancelling.RemoveWhere(id => imports.All(i => i.Id != id || !i.IsOpen()));
        StateHasChanged();
    }

    private async Task OnImportStarted(ImportId import)
    {
        started.Add(import);
        await RefreshImportsAsync();
        if (Way != ImportPanel.Upload)
            ShowImport(null);
    }

    private async Task CancelAsync(ImportView import)
    {
        cancelling.Add(import.Id);
        var outcome = await Sender.Send(new CancelImport(import.Id));
        if (!outcome.IsDone)
            cancelling.Remove(import.Id);
        if (outcome.Refusal is { } refusal)
            Toasts.Add(refusal, Severity.Warning);
        await RefreshImportsAsync();
    }

    private void ShowImport(string? way) => GoTo(Navigation.GetUriWithQueryParameter("import", way));

    private void Search(string? text) => GoTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(text) ? null : text), replace: true);

    private void ToggleArchived(bool on) => GoTo(Navigation.GetUriWithQueryParameter("archived", on ? true : (bool?)null), replace: true);
}
