using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>From a dataset to a started run: everything has a default, and the address keeps the draft.</summary>
public sealed partial class NewRunPage
{
    /// <summary>Under which the browser keeps the typed name until the run is started.</summary>
    public const string NameDraft = "new-run:name";

    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(4);
    private const int MostAsks = 30;
    private RunDraft draft = new();
    private IReadOnlyList<DatasetSummary>? datasets;
    private IReadOnlyList<BackboneSpeed> speeds = [];
    private IReadOnlyList<BackboneLayer> layers = [];
    private string? layersOf;
    private RunEstimate? estimate;
    private string? estimated;
    private BaselineRun? baseline;
    private string? baselineSeconds;
    private string? baselineOf;
    private bool withBaseline = true;
    private Throttler? settled;
    private Throttler? questions;
    private ITimer? again;
    private int asks;
    private string? why;
    private string? refusal;
    private bool starting;
    private (string?, int?, string?, int?, string?, string?)? opened;
    private Guid jsonKey = Guid.NewGuid();

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private SpecDrafts Drafts { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<NewRunPage> Logger { get; set; } = default!;

    /// <summary>A dataset's id, or the id of its newest version.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    private string? DatasetKey { get; set; }

    /// <summary>Number of the dataset's version; the newest when left out.</summary>
    [SupplyParameterFromQuery(Name = "v")]
    private string? DatasetNumberText { get; set; }

    private int? DatasetNumber => AddressValue.Number(DatasetNumberText);

    /// <summary>The run to branch from.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    /// <summary>How many of that run's epochs it goes on from; left out it begins anew.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    private string? AfterText { get; set; }

    private int? After => AddressValue.Number(AfterText);

    /// <summary>A draft of <see cref="SpecDrafts"/>.</summary>
    [SupplyParameterFromQuery(Name = "draft")]
    private string? DraftId { get; set; }

    /// <summary>The draft itself, once something was chosen: see <see cref="DraftLink"/>.</summary>
    [SupplyParameterFromQuery(Name = "spec")]
    private string? SpecText { get; set; }

    private string Headline =>
        draft switch
        {
            { Dataset: null } => Texts["ChooseFirst"],
            { CanStart: false } => Texts["DoesNotFit"],
            { Dataset: { } dataset } when estimate is { Seconds: not null } known => Texts[
                "ReadyKnown",
                InputPages.Of(dataset.Input).Count(dataset.Pictures),
                known.Sentence
            ],
            { Dataset: var dataset } => Texts["Ready", InputPages.Of(dataset.Input).Count(dataset.Pictures)],
        };

    protected override void OnInitialized()
    {
        settled = new Throttler(Clock, () => InvokeAsync(WriteAddress), Settle, Logger);
        // Apart from the address, since a worker may take seconds to answer.
        questions = new Throttler(Clock, () => InvokeAsync(AskAsync), Settle, Logger);
        again = Clock.CreateTimer(_ => questions.Request(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    protected override async Task OnParametersSetAsync()
    {
        var address = (DatasetKey, DatasetNumber, From, After, DraftId, SpecText);
        // Nothing new, or our own writing of the address.
        if (address == opened)
            return;
        opened = address;
        draft.Changed -= OnChanged;
        (draft, why, refusal) = (new RunDraft(), null, null);
        var loaded = await Sender.Send(new ListDatasets());
        await OpenAsync(loaded);
        datasets = loaded;
        jsonKey = Guid.NewGuid();
        draft.Changed += OnChanged;
        speeds = await Sender.Send(new ListBackboneSpeeds(), Gone);
        settled!.Request();
        questions!.Request();
    }

    protected override void Disposing()
    {
        draft.Changed -= OnChanged;
        again?.Dispose();
        settled?.Dispose();
        questions?.Dispose();
    }

    private async Task OpenAsync(IReadOnlyList<DatasetSummary> known)
    {
        var parent = Guid.TryParse(From, out var run) ? await Sender.Send(new GetRun(new RunId(run))) : null;
        var branch = parent is not null && After is { } epochs ? await FindBranchAsync(parent, epochs) : null;
        if (branch is not null)
            parent = branch.Value.Run;
        if (From is not null && parent is null)
            why = Texts["NoParent"];
        else if (parent?.SpecFault is { } fault)
            why = fault.Sentence;
        if (SpecText is not null)
        {
            var decoded = DraftLink.Decode(SpecText);
            if (decoded.Value is { } spec)
                draft.Load(spec, parent?.Row.Id);
            why = decoded.Refusal ?? (parent is null ? null : BranchOf(parent));
        }
        else if (DraftId is not null)
        {
            if (Drafts.Find(DraftId) is { } kept)
            {
                draft.Load(kept.Spec, kept.Parent);
                why = kept.Why;
                parent ??= kept.Parent is { } origin ? await Sender.Send(new GetRun(origin)) : null;
            }
            else
            {
                why = Texts["NoDraft"];
            }
        }
        else if (parent is not null)
        {
            draft.Load(parent.Spec, parent.Row.Id);
            why = BranchOf(parent);
        }
        if (branch is { From: var from })
        {
            draft.GoOnFrom(from);
            why = null;
        }
        else if (parent is not null && After is { } missing)
        {
            why = Texts["NoEpoch", parent.Row.Number, missing];
        }
        if (await FindDatasetAsync(known, parent) is { } details)
            draft.ChooseDataset(DraftDataset.From(details));
    }

    // A branch's first epochs are its parent's: what trained the epoch is what it goes on from.
    private async Task<(RunDetails Run, DraftBranch From)?> FindBranchAsync(RunDetails run, int epochs)
    {
        if (await Sender.Send(new GetRunCurves(run.Row.Id)) is not { } curves || BranchPlace.In(curves, epochs) is not { } place)
            return null;
        while (run is { Parent: { } left, BranchedAfter: { } after } && after >= epochs && await Sender.Send(new GetRun(left)) is { } earlier)
            run = earlier;
        return run.SpecFault is null ? (run, new(run.Row.Number, run.Spec, place)) : null;
    }

    private async Task<DatasetDetails?> FindDatasetAsync(IReadOnlyList<DatasetSummary> known, RunDetails? parent)
    {
        if (Guid.TryParse(DatasetKey, out var key))
        {
            var id = known.FirstOrDefault(d => d.Id.Value == key || d.LatestVersion.Value == key)?.Id ?? new DatasetId(key);
            if (await Sender.Send(new GetDataset(id, DatasetNumber)) is { } asked)
                return asked;
            why = Texts["NoDataset"];
        }
        if (
            DraftId is not null
            && SpecText is null
            && Drafts.Find(DraftId)?.Dataset is { } drafted
            && known.FirstOrDefault(d => d.LatestVersion == drafted) is { } kept
            && await Sender.Send(new GetDataset(kept.Id)) is { } newest
        )
            return newest;
        // A name may have been given to another dataset since: what the parent was trained on is known by its id, and only a path that differs from the
        // parent's is a person's choice.
        if (parent is not null && (draft.Spec.Data.Path == parent.Spec.Data.Path || parent.SpecFault is not null))
        {
            if (await Sender.Send(new GetDataset(parent.DatasetId, parent.Row.DatasetNumber)) is { } trained)
                return trained;
            why = Texts["DatasetGone", parent.Row.Number, parent.Row.Dataset, parent.Row.DatasetNumber];
            return null;
        }
        if (DatasetPath.Parse(draft.Spec.Data.Path) is { } path && known.FirstOrDefault(d => d.Name == path.Name) is { } named)
            return await Sender.Send(new GetDataset(named.Id, path.Number));
        return known is [var only] ? await Sender.Send(new GetDataset(only.Id)) : null;
    }

    private async Task PickAsync(DatasetSummary dataset)
    {
        if (await Sender.Send(new GetDataset(dataset.Id)) is { } details)
            draft.ChooseDataset(DraftDataset.From(details));
    }

    private void OnChanged()
    {
        refusal = null;
        asks = 0;
        settled?.Request();
        questions?.Request();
        InvokeAsync(StateHasChanged);
    }

    private async Task AskAsync()
    {
        await Task.WhenAll(FindLayersAsync(), EstimateAsync(), FindBaselineAsync());
        StateHasChanged();
    }

    private void WriteAddress()
    {
        var chosen = draft.Dataset;
        var newest = chosen is null ? null : datasets?.FirstOrDefault(d => d.Id == chosen.Id)?.LatestNumber;
        var (dataset, number) = chosen is null ? (DatasetKey, DatasetNumber) : (chosen.Id.ToString(), chosen.Number == newest ? null : (int?)chosen.Number);
        var (from, kept, spec) = (draft.Parent?.ToString(), draft.IsEdited ? null : DraftId, draft.IsEdited ? DraftLink.Encode(draft.Spec) : null);
        var after = draft.Branch?.Place.Epochs;
        opened = (dataset, number, from, after, kept, spec);
        var address = Navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?>
            {
                ["dataset"] = dataset,
                ["v"] = number,
                ["from"] = from,
                ["after"] = after,
                ["draft"] = kept,
                ["spec"] = spec,
            }
        );
        if (address != Navigation.Uri)
            GoTo(address, replace: true);
    }

    private async Task FindLayersAsync()
    {
        var backbone = draft.Spec.Backbone;
        if ((backbone.Name ?? backbone.File) is not { } name || $"{name}|{backbone.Layer}" is var key && key == layersOf)
            return;
        (layersOf, layers) = (key, []);
        var answer = await Sender.Send(new GetBackboneLayers(name, backbone.Layer), Gone);
        if (layersOf == key)
            layers = answer.Value ?? [];
    }

    private async Task EstimateAsync()
    {
        if (draft.Dataset is not { } dataset || !draft.CanStart)
            return;
        var key = $"{dataset.Version}|{TrainingSpecJson.Write(draft.Spec)}";
        if (key == estimated)
            return;
        estimated = key;
        var answer = await Sender.Send(new EstimateRun(draft.Spec, dataset.Pictures, dataset.Parts, dataset.Tokens), Gone);
        if (estimated != key)
            return;
        estimate = answer;
        if (answer.Seconds is not null || asks++ >= MostAsks)
            return;
        // The question set a short measurement going, whose end nobody publishes: look again until it is there.
        (estimated, speeds) = (null, await Sender.Send(new ListBackboneSpeeds(), Gone));
        again?.Change(AskAgain, Timeout.InfiniteTimeSpan);
    }

    private async Task FindBaselineAsync()
    {
        if (draft is not { CanStart: true, Dataset: { } dataset, Baseline: { } wanted })
            return;
        var key = $"{dataset.Version}|{TrainingSpecJson.Write(wanted)}";
        if (key == baselineOf)
            return;
        (baselineOf, baseline, baselineSeconds) = (key, null, null);
        var found = await Sender.Send(new FindBaseline(draft.Spec, dataset.Version), Gone);
        var cost = await Sender.Send(new EstimateRun(wanted, dataset.Pictures, dataset.Parts, dataset.Tokens), Gone);
        if (baselineOf == key)
            (baseline, baselineSeconds) = (found is { IsLost: true } ? null : found, Format.About(cost.Seconds));
    }

    private async Task StartAsync()
    {
        if (starting || !draft.CanStart)
            return;
        (starting, refusal) = (true, null);
        // Before the run, which may be at work for long; what it is refused for, the run is refused for too.
        if (withBaseline && baseline is null && draft is { Baseline: not null, Dataset: { } dataset })
            await Sender.Send(new StartBaseline(draft.Spec, dataset.Version));
        var outcome = await Sender.Send(draft.ToRequest());
        (starting, refusal) = (false, outcome.Refusal);
        if (outcome.IsDone)
            await Browser.ForgetDraftsAsync(NameDraft);
        // Who went elsewhere meanwhile is told there.
        if (Gone.IsCancellationRequested)
            Toasts.Tell(outcome, Texts["Started"]);
        else if (outcome.IsDone)
            GoTo($"/runs/{outcome.Value}");
    }

    private void Reset()
    {
        var dataset = draft.Dataset;
        draft.Changed -= OnChanged;
        draft = new RunDraft();
        if (dataset is not null)
            draft.ChooseDataset(dataset);
        draft.Changed += OnChanged;
        (why, refusal, jsonKey) = (null, null, Guid.NewGuid());
        settled?.Request();
        questions?.Request();
    }

    private string BranchOf(RunDetails run) => Texts["Branch", run.Row.Number];
}
