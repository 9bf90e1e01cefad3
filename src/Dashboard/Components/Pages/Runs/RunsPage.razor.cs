using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Runs;

/// <summary>All runs: filtered, sorted, grouped and selected by the URL; live while any of them trains.</summary>
public sealed partial class RunsPage
{
    private const int PageSize = 50;
    private const int GroupedSize = 500;
    private RunFilter filter = new();
    private RunPageRows? rows;
    private IReadOnlyList<RunColumn> all = [];
    private IReadOnlyList<RunColumn> columns = [];
    private IReadOnlySet<int> selected = new HashSet<int>();
    private readonly Dictionary<int, RunRow> seen = [];
    private RunListFeed? live;
    private IDisposable? key;
    private bool busy;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ChosenProject Project { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private PageKeys Keys { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "backbone")]
    private string? Backbone { get; set; }

    [SupplyParameterFromQuery(Name = "strategy")]
    private string? Strategy { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    private string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "archived")]
    private string? ArchivedText { get; set; }

    private bool Archived => AddressValue.Flag(ArchivedText);

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private int? Page => AddressValue.Number(PageText);

    [SupplyParameterFromQuery(Name = "group")]
    private string? Group { get; set; }

    [SupplyParameterFromQuery(Name = "columns")]
    private string? ColumnKeys { get; set; }

    [SupplyParameterFromQuery(Name = "selected")]
    private string? Selection { get; set; }

    private bool IsFiltered =>
        !string.IsNullOrEmpty(Search) || Status is not null || Backbone is not null || Strategy is not null || Tag is not null || Archived;

    private IEnumerable<RunRow> SelectedRows => selected.Where(seen.ContainsKey).Select(n => seen[n]);

    private bool AllArchived => SelectedRows.All(r => r.IsArchived);

    private string Headline
    {
        get
        {
            // Runs that are judged by different metrics have no best.
            var metric = rows!.Rows.Select(r => r.Measures.Primary).Distinct().Count() == 1 ? rows.Rows[0].Measures.PrimarySpec : null;
            var measured = rows.Rows.Where(r => r.PrimaryValue is not null).ToList();
            var what = Texts[IsFiltered ? "Fitting" : "Count", rows.Total];
            // Numbers on other data are other numbers.
            var versions = measured.Select(r => r.DatasetVersion).Distinct().Count();
            if (versions > 1)
                return Texts["OfVersions", what.Value, versions];
            var best = metric is null ? null : measured.MinBy(r => MetricLook.Rank(metric, r.PrimaryValue));
            return best is null ? what
                : best.IsJudgedOnFew
                    ? Texts[
                        "WithBestOnFew",
                        what.Value,
                        best.Number,
                        Value(best),
                        best.JudgedPictures!,
                        InputCards.Named(best.Input).Noun(best.JudgedPictures ?? 0)
                    ]
                : Texts["WithBest", what.Value, best.Number, Value(best)];

            static string Value(RunRow run) =>
                $"{(MetricWords.SpeaksForItself(run.Measures.PrimarySpec) ? "" : run.Measures.Primary + " ")}{Format.Metric(run.PrimaryValue, run.Measures.PrimarySpec.Unit)}";
        }
    }

    protected override void OnInitialized()
    {
        live = Live.Follow(Reload, Apply);
        key = Keys.On("c", () => InvokeAsync(CompareSelected));
    }

    protected override async Task OnParametersSetAsync()
    {
        selected = (Selection ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(n => n > 0)
            .ToHashSet();
        var sort = Sort ?? "-number";
        var wanted = new RunFilter
        {
            Search = Search,
            Backbone = Backbone,
            Strategy = Strategy,
            Tag = Tag,
            IncludeArchived = Archived,
            Statuses = RunFilterBar.Statuses(Status),
            Sort = sort.TrimStart('-'),
            Descending = sort.StartsWith('-'),
            Skip = Group is null ? (Math.Max(1, Page ?? 1) - 1) * PageSize : 0,
            Take = Group is null ? PageSize : GroupedSize,
        };
        if (rows is not null && wanted with { Statuses = filter.Statuses } == filter && wanted.Statuses.SequenceEqual(filter.Statuses))
        {
            ChooseColumns();
            return;
        }
        filter = wanted;
        await Load();
    }

    protected override void Disposing()
    {
        live?.Dispose();
        key?.Dispose();
    }

    private async Task Load()
    {
        var asked = filter;
        var answer = await Sender.Send(new ListRuns(asked));
        if (asked != filter)
            return;
        rows = answer;
        ChooseColumns();
        foreach (var row in answer.Rows)
            seen[row.Number] = row;
    }

    private void ChooseColumns()
    {
        all = RunColumns.For(rows!.Rows, rows.Metrics);
        columns = RunColumns.Parse(ColumnKeys, all);
    }

    private Task Reload() =>
        InvokeAsync(async () =>
        {
            await Load();
            StateHasChanged();
        });

    private Task Apply(IReadOnlyDictionary<RunId, ProgressEvent> progress) =>
        InvokeAsync(() =>
        {
            if (rows is null || !rows.Rows.Any(r => progress.ContainsKey(r.Id)))
                return;
            rows = rows with { Rows = [.. rows.Rows.Select(r => progress.TryGetValue(r.Id, out var p) ? r.With(p) : r)] };
            StateHasChanged();
        });

    private void Go(Dictionary<string, object?> change)
    {
        if (!change.ContainsKey("page") && !change.ContainsKey("selected") && !change.ContainsKey("columns"))
            change["page"] = null;
        GoTo(Navigation.GetUriWithQueryParameters(change), replace: true);
    }

    private void GoToPage(int page) => Go(new() { ["page"] = page == 1 ? null : page });

    private void SortBy(string column)
    {
        // A second press turns the order round; numbers begin with the highest, metrics with the best.
        var current = Sort ?? "-number";
        var first = all.Any(c => c.Key == column && c.Rises) ? column : "-" + column;
        var next = current == first ? (first.StartsWith('-') ? column : "-" + column) : first;
        Go(new() { ["sort"] = next == "-number" ? null : next });
    }

    private void Select((IReadOnlyList<RunRow> Rows, bool On) change)
    {
        var numbers = change.Rows.Select(r => r.Number);
        var next = change.On ? selected.Union(numbers) : selected.Except(numbers);
        SetSelection(next);
    }

    private void ClearSelection() => SetSelection([]);

    private void SetSelection(IEnumerable<int> numbers)
    {
        var text = string.Join(',', numbers.Order());
        Go(new() { ["selected"] = text.Length == 0 ? null : text });
    }

    private void CompareSelected()
    {
        if (SelectedRows.Count() is < 2 or > 20)
            Toasts.Add(Texts["SelectToCompare"], Severity.Info);
        else
            GoTo("/compare?runs=" + string.Join(',', SelectedRows.OrderBy(r => r.Number).Select(r => r.Id)));
    }

    private async Task TagSelected()
    {
        var chosen = SelectedRows.ToList();
        var parameters = new DialogParameters<TagDialog>
        {
            { d => d.Runs, chosen },
            { d => d.Known, rows!.Tags },
            { d => d.Save, command => Sender.Send(command) },
        };
        var dialog = await Dialogs.ShowAsync<TagDialog>(Texts["TagRuns", chosen.Count], parameters);
        if (await dialog.Result is not { Canceled: false })
            return;
        Toasts.Add(Texts["TagsChanged"], Severity.Success);
        await Load();
    }

    private async Task ArchiveSelected()
    {
        var ids = SelectedRows.Select(r => r.Id).ToList();
        var archive = !AllArchived;
        if (!await Archive(ids, archive))
            return;
        SetSelection([]);
        Toasts.TellWithUndo(
            Texts[archive ? "RunsArchived" : "RunsRestored", ids.Count],
            () =>
                InvokeAsync(async () =>
                {
                    await Archive(ids, !archive);
                    StateHasChanged();
                })
        );
    }

    private async Task<bool> Archive(IReadOnlyList<RunId> ids, bool archive)
    {
        var outcome = await Sender.Send(new ArchiveRuns(ids, archive));
        if (outcome.Refusal is { } refusal)
            Toasts.Add(refusal, Severity.Warning);
        await Load();
        return outcome.IsDone;
    }

    private async Task MakeExamples()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            Toasts.Tell(await Sender.Send(new StartExampleRuns { Project = Project.Current }), Texts["ExamplesBegun"]);
            await Load();
        }
        finally
        {
            busy = false;
        }
    }
}
