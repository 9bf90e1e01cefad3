using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Label;

/// <summary>Says of one picture after the other what it shows. Each change is stored at once, as a draft that all who see the dataset share, until it is saved as
/// a new version.</summary>
public sealed partial class LabelPage
{
    // Names with a number key; names beyond which a search helps; pictures to each side in the strip; pictures that a model is asked about at most.
    private const int Keyed = 10,
        ManyNames = 12,
        Beside = 6,
        MostAsked = 500,
        AskedAtOnce = 8;

    private static readonly (string[] Keys, string What)[] KeysOfPage =
    [
        (["1", "\u2013", "9", "0"], "name"),
        (["Enter"], "confirm"),
        (["PgDn", "PgUp"], "move"),
        (["A"], "accept"),
        (["X"], "leaveOut"),
        (["Ctrl", "Z"], "undo"),
        (["/"], "find"),
        (["Esc"], "leave"),
    ];

    private readonly Dictionary<string, LabelProposal> proposals = new(StringComparer.Ordinal);
    private readonly Stack<(string Path, PictureTruth? Truth)> undo = new();
    private readonly Stack<(string Path, PictureTruth? Truth)> redo = new();
    private LabelDraft? draft;
    private List<DatasetEntry> pictures = [];
    private Proposer? proposer;
    private LabelledPicture? shown;
    private LabelEdit? conflict;
    private (int Done, int All)? asked;
    private DynamicComponent? editor;
    private ElementReference root;
    private BrowserObject? keys;
    private DotNetObjectReference<LabelPage>? self;
    private IDisposable? subscription;
    private Throttler? rereads;
    private string order = LabelOrder.All;
    private string? wanted;
    private string? added;
    private (string Id, int? Version) loaded;
    private bool missing;
    private bool busy;
    private bool asking;
    private bool proposes = true;
    private bool goesOn = true;
    private int at;
    private int chosen;

    // How many the version itself has.
    private int names;

    // What could not be stored, because somebody else was first.
    private PictureTruth? pending;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private MediaAddress Media { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ILogger<LabelPage> Logger { get; set; } = default!;

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "v")]
    private string? VersionText { get; set; }

    /// <summary>One of <see cref="LabelOrder"/>.</summary>
    [SupplyParameterFromQuery(Name = "order")]
    private string? OrderText { get; set; }

    /// <summary>Path of the picture that is shown first.</summary>
    [SupplyParameterFromQuery(Name = "at")]
    private string? AtText { get; set; }

    private string DatasetHref => draft!.Number == draft.Newest ? $"/datasets/{draft.Dataset}" : $"/datasets/{draft.Dataset}?v={draft.Number}";

    private Type? Editor => DatasetPages.Find(draft!.Kind)?.Editor;

    private ILabelEditor? Editing => editor?.Instance as ILabelEditor;

    private DatasetEntry? Current => pictures.ElementAtOrDefault(at);

    private int Changes => draft!.Edits.Values.Count(edit => edit.Truth is not null) + draft.Names.Count - names;

    private string Headline
    {
        get
        {
            var labelled = draft!.Pictures.Count(draft.IsLabelled);
            return draft.Pictures.All(picture => picture.Part != DatasetPart.Unlabelled)
                ? Texts["Corrected", draft.Edits.Values.Count(edit => edit.Truth is not null), draft.Pictures.Count]
                : Texts["Labelled", labelled, draft.Pictures.Count];
        }
    }

    private IEnumerable<(string Name, int Number)> FoundNames =>
        draft!
            .Names.Select((name, number) => (name, number))
            .Where(each => string.IsNullOrWhiteSpace(wanted) || each.name.Contains(wanted.Trim(), StringComparison.CurrentCultureIgnoreCase));

    private IEnumerable<(DatasetEntry Picture, int Index)> Strip
    {
        get
        {
            var first = Math.Clamp(at - Beside, 0, Math.Max(0, pictures.Count - (2 * Beside) - 1));
            return pictures.Skip(first).Take((2 * Beside) + 1).Select((picture, i) => (picture, first + i));
        }
    }

    protected override void OnInitialized()
    {
        rereads = new Throttler(Clock, () => InvokeAsync(RereadAsync), logger: Logger);
        subscription = Live.Hear(notice =>
        {
            if (draft is { } now && notice.Run.Value == now.Version.Value)
                rereads.Request();
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        var version = AddressValue.Number(VersionText);
        if (loaded == (Id, version))
            return;
        loaded = (Id, version);
        draft = null;
        undo.Clear();
        redo.Clear();
        proposals.Clear();
        await EndKeysAsync();
        var details = Guid.TryParse(Id, out var id) ? await Sender.Send(new GetDataset(new DatasetId(id), version), Gone) : null;
        var found = details is null ? null : await Sender.Send(new GetLabels(details.Version.Id), Gone);
        if (loaded != (Id, version))
            return;
        missing = found is null || !DatasetPages.CanLabel(found.Kind);
        if (missing)
            return;
        (draft, names) = (found!, details!.Classes.Count);
        proposer = await Sender.Send(new FindProposer(draft.Version), Gone);
        var anyUnlabelled = draft.Pictures.Any(picture => !draft.IsLabelled(picture));
        order =
            OrderText is { } given && LabelOrder.Every.Contains(given) ? given
            : !anyUnlabelled ? LabelOrder.All
            : proposer is null ? LabelOrder.Unlabelled
            : LabelOrder.LeastSure;
        Arrange();
        at = Math.Max(0, pictures.FindIndex(picture => picture.Path == AtText));
        if (AtText is not null && Current?.Path != AtText && draft.Pictures.Any(picture => picture.Path == AtText))
        {
            order = LabelOrder.All;
            Arrange();
            at = Math.Max(0, pictures.FindIndex(picture => picture.Path == AtText));
        }
        Look();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What is drawn may still be what stood there before the draft came.
        if (draft is null || root.Id is null || self is not null)
            return;
        self = DotNetObjectReference.Create(this);
        keys = await BrowserObject.CreateAsync(Js, "/" + Assets["js/label.js"], "listen", root, self);
    }

    protected override void Disposing()
    {
        subscription?.Dispose();
        rereads?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await EndKeysAsync();
    }

    /// <summary>A key that no editor took.</summary>
    [JSInvokable]
    public async Task OnKey(string key)
    {
        if (draft is null)
            return;
        switch (key)
        {
            case "PageDown" or "ArrowRight":
                Move(1);
                break;
            case "PageUp" or "ArrowLeft":
                Move(-1);
                break;
            case "Enter":
                await ConfirmAsync();
                break;
            case "x":
                await LeaveOutAsync();
                break;
            case "a":
                await AcceptAsync();
                break;
            case "undo":
                await StepAsync(undo, redo);
                break;
            case "redo":
                await StepAsync(redo, undo);
                break;
            case [>= '0' and <= '9' and var digit] when (digit - '0' + 9) % 10 is var number && number < draft.Names.Count:
                await GiveAsync(number);
                break;
        }
        StateHasChanged();
    }

    public DatasetEntry? Find(string path) => draft?.Pictures.FirstOrDefault(picture => picture.Path == path);

    public async Task<int?> SaveAsync(string path, IReadOnlyList<double> target, int seen)
    {
        var isLeftOut = draft?.Edits.GetValueOrDefault(path)?.Truth?.IsLeftOut ?? false;
        return (await StoreAsync(new(path) { Target = target, IsLeftOut = isLeftOut }, path, seen))?.Revision;
    }

    public Task ChooseAsync(int name)
    {
        chosen = name;
        return InvokeAsync(StateHasChanged);
    }

    // The element that they are heard on goes with the version that is shown.
    private async Task EndKeysAsync()
    {
        var (heard, by) = (keys, self);
        (keys, self, root) = (null, null, default);
        if (heard is not null)
        {
            await heard.CallAsync("dispose");
            await heard.DisposeAsync();
        }
        by?.Dispose();
    }

    // What the draft says of a picture.
    private DatasetEntry Now(DatasetEntry picture) =>
        draft!.Edits.GetValueOrDefault(picture.Path)?.Truth is { } truth
            ? picture with
            {
                Class = truth.Class ?? picture.Class,
                Labels = truth.Labels ?? picture.Labels,
                Target = truth.Target ?? picture.Target,
            }
            : picture;

    private PictureTruth TruthOf(DatasetEntry picture)
    {
        var now = Now(picture);
        return new(picture.Path)
        {
            Class = draft!.Kind == DatasetKinds.Class ? now.Class : null,
            Labels = now.Labels,
            Target = now.Target,
            IsLeftOut = IsLeftOut(picture),
        };
    }

    private bool IsLeftOut(DatasetEntry picture) => draft!.Edits.GetValueOrDefault(picture.Path)?.Truth is { IsLeftOut: true };

    private int Revision(string path) => draft!.Edits.GetValueOrDefault(path)?.Revision ?? 0;

    private bool IsGiven(int number) =>
        Editor is not null ? chosen == number : Current is { } picture && Now(picture).Names.Contains(draft!.Names[number], StringComparer.Ordinal);

    private double? Proposed(string name) =>
        Editor is null
        && proposes
        && Current is { } picture
        && proposals.GetValueOrDefault(picture.Path) is { } proposal
        && (proposal.Truth.Class == name || proposal.Truth.Labels?.Contains(name) == true)
            ? proposal.Scores.Min()
            : null;

    private string Mark(DatasetEntry picture) =>
        IsLeftOut(picture) ? "out"
        : draft!.Edits.GetValueOrDefault(picture.Path)?.Truth is not null ? "changed"
        : draft.IsLabelled(picture) ? "labelled"
        : "open";

    private void Arrange()
    {
        var all = draft!.Pictures;
        pictures = order switch
        {
            LabelOrder.Unlabelled => [.. all.Where(picture => !draft.IsLabelled(picture))],
            LabelOrder.Changed => [.. all.Where(picture => draft.Edits.GetValueOrDefault(picture.Path)?.Truth is not null)],
            LabelOrder.LeastSure => [.. BySureness(AskedAbout(all))],
            _ => [.. all],
        };
        at = 0;
        if (order == LabelOrder.LeastSure)
            _ = AskAllAsync();
    }

    // What is labelled already is looked at again only where all is.
    private IEnumerable<DatasetEntry> AskedAbout(IReadOnlyList<DatasetEntry> all)
    {
        var isAnyOpen = all.Any(picture => picture.Part == DatasetPart.Unlabelled);
        return all.Where(picture => draft!.Edits.GetValueOrDefault(picture.Path)?.Truth is null && (!isAnyOpen || picture.Part == DatasetPart.Unlabelled));
    }

    private IEnumerable<DatasetEntry> BySureness(IEnumerable<DatasetEntry> some) =>
        some.OrderBy(picture => proposals.GetValueOrDefault(picture.Path)?.Sureness ?? double.MaxValue);

    private void Look()
    {
        if (Current is not { } picture)
        {
            shown = null;
            return;
        }
        shown = new(draft!.Version, Now(picture), Revision(picture.Path), draft.Names, chosen, proposes ? proposals.GetValueOrDefault(picture.Path) : null);
        if (proposes && proposer is not null && !proposals.ContainsKey(picture.Path))
            _ = ProposeAsync(picture.Path);
    }

    private async Task ProposeAsync(string path)
    {
        if (!await AskAsync(path) || Current?.Path != path || Gone.IsCancellationRequested)
            return;
        Look();
        StateHasChanged();
    }

    // Whether there is an answer now. That a model says nothing of a picture is no news for a person.
    private async Task<bool> AskAsync(string path)
    {
        if (proposals.ContainsKey(path) || proposer is null)
            return false;
        try
        {
            var answer = await Sender.Send(new ProposeLabels(draft!.Version, proposer.Run, path, draft.Names), Gone);
            if (answer.Value is not { } proposal)
                return false;
            proposals[path] = proposal;
            return true;
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task AskAllAsync()
    {
        if (asking)
            return;
        asking = true;
        try
        {
            List<string> waiting = [.. pictures.Where(picture => !proposals.ContainsKey(picture.Path)).Take(MostAsked).Select(picture => picture.Path)];
            for (var i = 0; i < waiting.Count && order == LabelOrder.LeastSure && !Gone.IsCancellationRequested; i++)
            {
                await AskAsync(waiting[i]);
                asked = (i + 1, waiting.Count);
                if ((i + 1) % AskedAtOnce > 0 && i + 1 < waiting.Count)
                    continue;
                // What was seen stays before, so that nobody loses their place.
                pictures = [.. pictures.Take(at + 1), .. BySureness(pictures.Skip(at + 1))];
                if (Current is { } current && proposals.ContainsKey(current.Path) && shown?.Proposal is null)
                    Look();
                StateHasChanged();
            }
        }
        finally
        {
            (asking, asked) = (false, null);
        }
    }

    private async Task ChangeOrderAsync(string? wish)
    {
        order = wish is not null && LabelOrder.Every.Contains(wish) ? wish : LabelOrder.All;
        var path = Current?.Path;
        Arrange();
        at = Math.Max(0, pictures.FindIndex(picture => picture.Path == path));
        Look();
        Remember();
        if (keys is not null)
            await keys.CallAsync("focus");
    }

    private void ToggleProposals()
    {
        proposes = !proposes;
        Look();
    }

    private void Move(int step) => Show(at + step);

    private void Show(int index)
    {
        if (index < 0 || index >= pictures.Count || index == at)
            return;
        at = index;
        Look();
        Remember();
    }

    private void Remember() =>
        GoTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["at"] = Current?.Path, ["order"] = order }), replace: true);

    private async Task GiveAsync(int number)
    {
        chosen = number;
        if (Current is not { } picture)
            return;
        var name = draft!.Names[number];
        if (Editing is { } editing)
        {
            await editing.GiveAsync(number);
        }
        else if (draft.Kind == DatasetKinds.Labels)
        {
            var labels = Now(picture).Labels ?? [];
            IReadOnlyList<string> given = labels.Contains(name)
                ? [.. labels.Where(label => label != name)]
                : [.. labels.Append(name).Order(StringComparer.Ordinal)];
            await SayAsync(TruthOf(picture) with { Labels = given });
        }
        else if (await SayAsync(TruthOf(picture) with { Class = name }) && goesOn)
        {
            Move(1);
        }
    }

    private async Task GiveFoundAsync()
    {
        if (FoundNames.FirstOrDefault() is not (not null, var number))
            return;
        wanted = "";
        await GiveAsync(number);
        if (keys is not null)
            await keys.CallAsync("focus");
    }

    private async Task AcceptAsync()
    {
        if (Editing is not null || Current is not { } picture || !proposes || proposals.GetValueOrDefault(picture.Path) is not { } proposal)
            return;
        if (
            await SayAsync(TruthOf(picture) with { Class = proposal.Truth.Class, Labels = proposal.Truth.Labels })
            && goesOn
            && draft!.Kind == DatasetKinds.Class
        )
            Move(1);
    }

    private async Task ConfirmAsync()
    {
        if (Current is not { } picture)
            return;
        if (Editing is { } editing)
            await editing.ConfirmAsync();
        else if (draft!.Edits.GetValueOrDefault(picture.Path)?.Truth is null && !await SayAsync(TruthOf(picture)))
            return;
        Move(1);
    }

    private async Task LeaveOutAsync()
    {
        if (Current is not { } picture || !await IsSettledAsync())
            return;
        await SayAsync(TruthOf(picture) with { IsLeftOut = !IsLeftOut(picture) });
        Look();
    }

    // A change that the page itself makes, and takes back.
    private async Task<bool> SayAsync(PictureTruth truth)
    {
        var before = draft!.Edits.GetValueOrDefault(truth.Path)?.Truth;
        if (await StoreAsync(truth, truth.Path, Revision(truth.Path)) is null)
            return false;
        undo.Push((truth.Path, before));
        redo.Clear();
        return true;
    }

    private async Task StepAsync(Stack<(string Path, PictureTruth? Truth)> from, Stack<(string Path, PictureTruth? Truth)> to)
    {
        if (Editor is not null || !from.TryPop(out var step))
            return;
        var before = draft!.Edits.GetValueOrDefault(step.Path)?.Truth;
        if (await StoreAsync(step.Truth, step.Path, Revision(step.Path)) is null)
            return;
        to.Push((step.Path, before));
        if (pictures.FindIndex(picture => picture.Path == step.Path) is >= 0 and var index)
            Show(index);
    }

    private async Task<LabelEdit?> StoreAsync(PictureTruth? truth, string path, int seen)
    {
        if (draft is not { } of)
            return null;
        var stored = await Sender.Send(new SaveLabels(of.Version, path, truth, seen));
        if (stored.Value is { } edit)
        {
            if (draft is { } now)
                draft = now with { Edits = new Dictionary<string, LabelEdit>(now.Edits, StringComparer.Ordinal) { [path] = edit } };
            StateHasChanged();
            return edit;
        }
        await RereadAsync();
        if (stored.Reason is { Code: SaveLabels.Changed })
        {
            conflict = draft?.Edits.GetValueOrDefault(path);
            pending = truth;
        }
        else
        {
            Toasts.Tell(stored, "");
        }
        StateHasChanged();
        return null;
    }

    private async Task SettleConflictAsync(bool mine)
    {
        if (conflict is not { } theirs || Find(theirs.Path) is not { } picture)
            return;
        var wish = pending;
        (conflict, pending) = (null, null);
        if (Editing is { } editing)
            await (mine ? editing.KeepMineAsync(theirs.Path, Revision(theirs.Path)) : editing.TakeTheirsAsync(Now(picture), Revision(theirs.Path)));
        else if (mine && wish is not null)
            await SayAsync(wish);
        Look();
    }

    private async Task RereadAsync()
    {
        if (draft is not { } now || await Sender.Send(new GetLabels(now.Version), Gone) is not { } found || draft?.Version != now.Version)
            return;
        // An answer that was asked for before a change was stored here does not know of it.
        if (draft.Edits.Any(edit => (found.Edits.GetValueOrDefault(edit.Key)?.Revision ?? 0) < edit.Value.Revision))
        {
            rereads?.Request();
            return;
        }
        draft = found;
        Look();
        StateHasChanged();
    }

    private async Task AddNameAsync()
    {
        if (string.IsNullOrWhiteSpace(added) || draft is null)
            return;
        // Emptied at once: on a slow line the next name is typed before the answer comes.
        var name = added;
        added = "";
        var outcome = await Sender.Send(new AddLabelName(draft.Version, name));
        if (!outcome.IsDone)
        {
            added = name;
            Toasts.Tell(outcome, "");
            return;
        }
        await RereadAsync();
        Look();
        if (outcome.Value < draft.Names.Count)
            await GiveAsync(outcome.Value);
    }

    // Whether the server has all that was drawn; a person is told where it has not.
    private async Task<bool> IsSettledAsync()
    {
        if (Editing is not { } editing || await editing.SettleAsync())
            return true;
        Toasts.Add(Texts["NotSettled"], Severity.Warning);
        return false;
    }

    private async Task PublishAsync()
    {
        if (!await IsSettledAsync())
            return;
        busy = true;
        var outcome = await Sender.Send(new PublishLabels(draft!.Version));
        busy = false;
        if (!Toasts.Tell(outcome, Texts["Published", outcome.Value, draft.DatasetName]))
            return;
        if (Editing is { } finished)
            await finished.ForgetAsync();
        GoTo($"/datasets/{draft.Dataset}?v={outcome.Value}");
    }

    private async Task DiscardAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            Texts["DiscardTitle"],
            Texts["DiscardText", draft!.Edits.Values.Count(edit => edit.Truth is not null)].Value,
            yesText: Texts["Discard"],
            cancelText: Texts["Cancel"]
        );
        if (sure != true)
            return;
        if (Editing is { } editing)
            await editing.ForgetAsync();
        var outcome = await Sender.Send(new DiscardLabels(draft.Version));
        if (!Toasts.Tell(outcome, Texts["Discarded", draft.Number]))
            return;
        undo.Clear();
        redo.Clear();
        draft = await Sender.Send(new GetLabels(draft.Version), Gone) ?? draft;
        chosen = Math.Min(chosen, Math.Max(0, draft.Names.Count - 1));
        Arrange();
        Look();
    }
}
