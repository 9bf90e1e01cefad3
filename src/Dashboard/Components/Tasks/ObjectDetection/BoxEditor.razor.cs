using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Draws, moves, resizes and names the boxes of a picture.</summary>
public sealed partial class BoxEditor
{
    private static readonly (string Command, string Icon, string Key)[] Tools =
    [
        ("undo", Icons.Material.Outlined.Undo, "Ctrl+Z"),
        ("redo", Icons.Material.Outlined.Redo, "Ctrl+Y"),
        ("add", Icons.Material.Outlined.AddBox, "N"),
        ("remove", Icons.Material.Outlined.Delete, "Del"),
        ("copy", Icons.Material.Outlined.ContentCopy, "C"),
        ("accept", Icons.Material.Outlined.DoneAll, "A"),
        ("out", Icons.Material.Outlined.ZoomOut, "-"),
        ("in", Icons.Material.Outlined.ZoomIn, "+"),
        ("fit", Icons.Material.Outlined.FitScreen, "F"),
    ];

    private static readonly (string[] Keys, string What)[] Keys =
    [
        (["Tab"], "select"),
        (["\u2190", "\u2191", "\u2192", "\u2193"], "move"),
        (["Shift", "\u2192"], "resize"),
        (["Ctrl", "\u2192"], "finely"),
        (["Esc"], "deselect"),
        (["\u2190", "\u2192"], "pan"),
        (["Enter"], "confirm"),
    ];

    private static readonly string[] Words = ["saved", "sending", "unsent", "box", "proposal"];

    // Some hundred thousand boxes: more than anybody draws.
    private const int MostLetters = 16_000_000;

    private readonly StringBuilder parts = new();
    private ElementReference stage;
    private ElementReference toolbar;
    private BrowserObject? editor;
    private DotNetObjectReference<BoxEditor>? self;
    private LabelledPicture? drawn;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private MediaAddress Media { get; set; } = default!;

    [Parameter, EditorRequired]
    public LabelledPicture Shown { get; set; } = default!;

    [Parameter, EditorRequired]
    public ILabelPage Page { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            editor = await BrowserObject.CreateAsync(
                Js,
                "/" + Assets["js/boxes.js"],
                "edit",
                stage,
                toolbar,
                self,
                Shown.Version.ToString(),
                Words.ToDictionary(word => word, word => Texts[$"Editor.{word}"].Value)
            );
        }
        if (editor is null || ReferenceEquals(drawn, Shown))
            return;
        drawn = Shown;
        var (picture, names) = (Shown.Picture, Shown.Names);
        await editor.CallAsync(
            "show",
            new
            {
                picture.Path,
                picture.Width,
                picture.Height,
                Source = Media.Picture(picture.MediaKey),
                AsStored = picture.Turn is null,
                Boxes = Boxes(picture),
                Seen = Shown.Revision,
                Names = names,
                Colors = Enumerable.Range(0, SeriesColors.Count).Select(i => SeriesColors.Css(SeriesColors.At(i))),
                Proposals = Shown.Proposal is { Truth.Target: { } target } proposal ? BoxShape.Of(ObjectRow.Read(target, names.Count), proposal.Scores) : [],
            }
        );
        await editor.CallAsync("choose", Shown.Chosen);
    }

    /// <summary>The browser has a picture's boxes for good.</summary>
    /// <returns>The revision; null where they were refused.</returns>
    [JSInvokable]
    public async Task<BoxesSaved> SaveBoxes(string path, string json, int seen)
    {
        var boxes = JsonSerializer.Deserialize<IReadOnlyList<BoxShape>>(parts.Append(json).ToString(), JsonSerializerOptions.Web) ?? [];
        parts.Clear();
        var target = Page.Find(path) is { } picture ? new PictureObjects(picture.Width, picture.Height, [.. boxes.Select(box => box.ToObject())]) : null;
        return new(target is null ? null : await Page.SaveAsync(path, ObjectRow.Write(target), seen));
    }

    /// <summary>A part of what <see cref="SaveBoxes"/> ends, where one message does not hold it all.</summary>
    /// <param name="isFirst">What an earlier try left is forgotten.</param>
    [JSInvokable]
    public void AddBoxes(string json, bool isFirst)
    {
        if (isFirst)
            parts.Clear();
        if (parts.Length + json.Length <= MostLetters)
            parts.Append(json);
    }

    [JSInvokable]
    public Task Choose(int name) => Page.ChooseAsync(name);

    public Task GiveAsync(int name) => CallAsync("give", name);

    public Task ConfirmAsync() => CallAsync("confirm");

    public async Task<bool> SettleAsync() => editor is null || await editor.AskAsync("settled", false);

    public Task ForgetAsync() => CallAsync("forget");

    public Task KeepMineAsync(string path, int revision) => CallAsync("mine", path, revision);

    public Task TakeTheirsAsync(DatasetEntry picture, int revision) => CallAsync("theirs", picture.Path, Boxes(picture), revision);

    public async ValueTask DisposeAsync()
    {
        if (editor is not null)
        {
            await editor.CallAsync("dispose");
            await editor.DisposeAsync();
        }
        self?.Dispose();
    }

    private IReadOnlyList<BoxShape> Boxes(DatasetEntry picture) =>
        BoxShape.Of(ObjectRow.Read(picture.Target ?? [picture.Width, picture.Height], Shown.Names.Count));

    private Task CallAsync(string function, params object?[] arguments) => editor?.CallAsync(function, arguments) ?? Task.CompletedTask;
}
