using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;
using ChartOptions = MlOpsDashboard.Dashboard.Components.Charts.ChartOptions;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>One version of a dataset: how many examples each class or label has or what range the numbers have, the examples themselves, and what is odd about
/// them.</summary>
public sealed partial class DatasetPage
{
    private DatasetDetails? details;
    private bool missing;
    private bool revising;
    private (string? Id, int? Version) loaded;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "v")]
    private string? VersionText { get; set; }

    [SupplyParameterFromQuery(Name = "class")]
    private string? Class { get; set; }

    /// <summary>The number that pictures are ordered by, <c>-</c> before it for the largest first.</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    /// <summary>A flag of its examples: <c>duplicate</c>, <c>near-constant</c>.</summary>
    [SupplyParameterFromQuery(Name = "flag")]
    private string? Flag { get; set; }

    /// <summary>One of <see cref="DatasetPart"/>.</summary>
    [SupplyParameterFromQuery(Name = "part")]
    private string? Part { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    /// <summary>What the shown texts hold.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    private int? VersionNumber => AddressValue.Number(VersionText);

    private int? PageNumber => AddressValue.Number(PageText);

    private string Headline =>
        Texts[
            details!.Kind == DatasetKinds.Class ? "ExamplesIn" : "ExamplesWith",
            Input.Count(details.Version.Pictures),
            TargetWords.Count(details.Kind, details.Version.Classes)
        ] + PartWords;

    private string PartWords =>
        details!.Report.Parts switch
        {
            { Validation: > 0, Test: > 0 } both => Texts["BothParts", both.Validation, both.Test],
            { Validation: > 0 } one => Texts["ValidationPart", one.Validation],
            { Test: > 0 } one => Texts["TestPart", one.Test],
            { Unlabelled: > 0 } one => Texts["UnlabelledPart", one.Unlabelled],
            _ => "",
        };

    private string NewRunHref =>
        details!.Version.Number == details.Versions.Max(v => v.Number)
            ? $"/runs/new?dataset={details.Id}"
            : $"/runs/new?dataset={details.Id}&v={details.Version.Number}";

    private IInputPages Input => InputPages.Of(details!.Input);

    private bool CanLabel => Input.CanLabel && DatasetPages.CanLabel(details!.Kind);

    private string LabelHref => $"/datasets/{details!.Id}/label?v={details.Version.Number}";

    private string ExportHref(string format) =>
        $"/datasets/{details!.Id}/versions/{details.Version.Number.ToString(CultureInfo.InvariantCulture)}/{format}.zip";

    private string ChartTitle => Texts["ExamplesPer", Input.Title, TargetWords.One(details!.Kind)];

    private int ClassChartHeight => Math.Clamp(44 + 26 * details!.Classes.Count, 140, 520);

    private ChartOptions ClassChart =>
        new()
        {
            Kind = ChartKind.Bar,
            Title = ChartTitle,
            Horizontal = true,
            Legend = false,
            XTitle = Texts[details!.Kind == DatasetKinds.Labels ? "Label" : "Class"],
            YNumber = ChartNumber.Whole,
            YMin = 0,
            Categories = [.. details!.Classes.Select(c => c.Class)],
            Series = [new(Input.Title, SeriesColors.At(0), [.. details.Classes.Select((c, i) => new ChartPoint(i, c.Count))])],
        };

    private RenderFragment Facts => InputPages.Facts(details!, Flag, EventCallback.Factory.Create<string?>(this, ShowFlag));

    private RenderFragment Examples =>
        InputPages.Examples(
            details!,
            new ExampleView(Class, Flag, Part, Math.Max(1, PageNumber ?? 1), Sort, Search),
            EventCallback.Factory.Create<ExampleView>(this, ShowExamples),
            EventCallback.Factory.Create<DatasetRevision>(this, ReviseAsync),
            CanLabel ? LabelHref : null
        );

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Id, VersionNumber))
            return;
        loaded = (Id, VersionNumber);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var of = (Id, VersionNumber);
        var read = Guid.TryParse(Id, out var id) ? await Sender.Send(new GetDataset(new DatasetId(id), VersionNumber)) : null;
        // The person went on to another version meanwhile.
        if (of == (Id, VersionNumber))
            (details, missing) = (read, read is null);
    }

    private async Task RenameAsync()
    {
        var dataset = details!.Id;
        var parameters = new DialogParameters<EditTextDialog>
        {
            { d => d.Action, Texts["RenameDataset"].Value },
            { d => d.Text, details.Name },
            { d => d.DraftKey, $"dataset:{dataset}:name" },
            { d => d.MaxLength, 100 },
            { d => d.Save, (name, began) => Sender.Send(new RenameDataset(dataset, name, began)) },
        };
        var dialog = await Dialogs.ShowAsync<EditTextDialog>(Texts["RenameDataset"], parameters);
        if (await dialog.Result is { Canceled: false })
            await LoadAsync();
    }

    private async Task ArchiveAsync(bool archived)
    {
        var (id, name) = (details!.Id, details.Name);
        var outcome = await Sender.Send(new ArchiveDataset(id, archived));
        if (outcome.IsDone && archived)
        {
            Toasts.TellWithUndo(
                Texts["IsArchived", name],
                () =>
                    InvokeAsync(async () =>
                    {
                        Toasts.Tell(await Sender.Send(new ArchiveDataset(id, false)), Texts["IsBack", name]);
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

    private void ShowVersion(string? number) => GoTo(Address(("v", number), ("class", null), ("flag", null), ("sort", null), ("q", null), ("page", null)));

    private async Task ReviseAsync(DatasetRevision revision)
    {
        if (revising)
            return;
        revising = true;
        var before = details!.Version.Number;
        var outcome = await Sender.Send(new ReviseDataset(details.Version.Id, revision));
        revising = false;
        if (outcome.Refusal is { } refusal)
        {
            Toasts.Add(refusal, Severity.Warning);
            return;
        }
        if (outcome.Value == before)
        {
            Toasts.Add(Texts["NoNewVersion", before], Severity.Info);
            return;
        }
        ShowMade(before, outcome.Value, Texts["NewVersion", outcome.Value, revision.Words]);
    }

    // Going back is to open the version before: both stay.
    private void ShowMade(int before, int made, string done)
    {
        Toasts.TellWithUndo(
            done,
            () =>
                InvokeAsync(() =>
                {
                    Toasts.Add(Texts["BackAt", before, made], Severity.Success);
                    GoToVersion(before);
                })
        );
        GoToVersion(made);
    }

    private async Task ShowAddedAsync(DatasetVersionId made)
    {
        var before = details!.Version.Number;
        var newest = await Sender.Send(new GetDataset(details.Id));
        if (newest?.Versions.FirstOrDefault(version => version.Id == made) is not { } version)
            return;
        if (version.Number == before)
            Toasts.Add(Texts["AllThere", before, Core.Inputs.InputCards.Named(details.Input).Noun(1)], Severity.Info);
        else
            ShowMade(before, version.Number, Texts["Added", version.Number, Core.Inputs.InputCards.Named(details.Input).Noun(2)]);
    }

    private void GoToVersion(int number) =>
        GoTo(Address(("v", number), ("class", null), ("flag", null), ("part", null), ("sort", null), ("q", null), ("page", null)));

    private async Task EditNamesAsync()
    {
        var parameters = new DialogParameters<EditNamesDialog>
        {
            { d => d.Names, details!.Classes },
            { d => d.Kind, details.Kind },
            { d => d.Start, Class },
            { d => d.Input, details.Input },
        };
        var dialog = await Dialogs.ShowAsync<EditNamesDialog>(Texts[details.Kind == DatasetKinds.Labels ? "EditLabels" : "EditClasses"], parameters);
        if (await dialog.Result is { Canceled: false, Data: DatasetRevision revision })
            await ReviseAsync(revision);
    }

    private async Task DecideSplitAsync()
    {
        var parameters = new DialogParameters<SplitDialog>
        {
            { d => d.Pictures, details!.Version.Pictures - (details.Report.Parts?.Unlabelled ?? 0) },
            { d => d.Now, details.Report.Parts },
            { d => d.Input, details.Input },
        };
        var dialog = await Dialogs.ShowAsync<SplitDialog>(Texts["DecideSplit"], parameters);
        if (await dialog.Result is { Canceled: false, Data: HoldOut split })
            await ReviseAsync(split);
    }

    private async Task ReadNamesAsync()
    {
        var parameters = new DialogParameters<NamesDialog> { { d => d.Readings, await Sender.Send(new GetNameReadings(details!.Version.Id)) } };
        var dialog = await Dialogs.ShowAsync<NamesDialog>(Texts["HowWritten"], parameters);
        if (await dialog.Result is { Canceled: false, Data: ReadNamesAs names })
            await ReviseAsync(names);
    }

    private void ShowFlag(string? flag) => GoTo(Address(("flag", flag), ("page", null)));

    private void ShowExamples(ExampleView view) =>
        GoTo(
            Address(
                ("class", view.Class),
                ("flag", view.Flag),
                ("part", view.Part),
                ("sort", view.Sort),
                ("q", view.Search),
                ("page", view.Page > 1 ? view.Page : null)
            )
        );

    private string Address(params (string Name, object? Value)[] parameters) =>
        Navigation.GetUriWithQueryParameters(parameters.ToDictionary(p => p.Name, p => p.Value));
}
