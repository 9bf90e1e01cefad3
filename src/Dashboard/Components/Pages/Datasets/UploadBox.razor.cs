using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>Chooses files in the browser, sends them to <c>/uploads</c>, and starts their import.</summary>
public sealed partial class UploadBox : IAsyncDisposable
{
    private const string Table = "table";

    private ElementReference root;
    private BrowserUpload<UploadBox>? files;
    private string name = "";
    private string? problem;
    private string? kind;
    private long sent;
    private long total;
    private UploadSource? texts;
    private TableChoices? choices;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private ChosenProject Project { get; set; } = default!;

    /// <summary>The version that the pictures are added to; null (default) makes a dataset of the name that is typed.</summary>
    [Parameter]
    public DatasetVersionId? AddTo { get; set; }

    /// <summary>What the examples of <see cref="AddTo"/> are.</summary>
    [Parameter]
    public string Input { get; set; } = InputCards.Pictures;

    /// <summary>An import was started from what was sent.</summary>
    [Parameter]
    public EventCallback<ImportId> OnStarted { get; set; }

    private UploadStep Step { get; set; }

    private ChosenFiles? Chosen { get; set; }

    private double Percent => total == 0 ? 0 : Math.Round(100.0 * sent / total);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        files = new(Js, this);
        await files.AttachAsync(root, "/" + Assets["js/upload.js"], "pictures");
    }

    /// <summary>The browser tells what was chosen or dropped.</summary>
    [JSInvokable]
    public async Task OnChosen(ChosenFiles chosen)
    {
        if (Step == UploadStep.Sending)
            return;
        (Chosen, name, problem) = (chosen, chosen.Name, null);
        Step = chosen.Files == 0 ? UploadStep.Empty : UploadStep.Chosen;
        if (chosen.Files == 0)
            problem = Texts["NothingChosen", PictureKinds.Words.Sentence];
        StateHasChanged();
        // A table is sent at once: how it reads is known only then.
        if (chosen is { Kind: Table, Files: > 0 })
            await BeginAsync(chosen);
    }

    [JSInvokable]
    public void OnProgress(long bytesSent, long bytesTotal)
    {
        (sent, total) = (bytesSent, bytesTotal);
        StateHasChanged();
    }

    /// <summary>All files are on the server: the import begins.</summary>
    [JSInvokable]
    public async Task OnSent(IReadOnlyList<string> refused)
    {
        if (Step != UploadStep.Sending || Chosen is not { } chosen)
            return;
        // Taken: the same message again finds nothing to import.
        Step = UploadStep.Looking;
        files!.Sent();
        var source = new UploadSource(
            UploadStore.FolderOf(files.Id),
            chosen.Kind is "pictures" or "texts" ? Texts["ChosenFiles", chosen.Files]
                : chosen.Kind == "zip" ? chosen.Name + ".zip"
                : chosen.Name
        )
        {
            TargetKind = AddTo is null ? kind : null,
            AddTo = AddTo,
        };
        problem = refused.Count == 0 ? null : Texts["NotTaken", refused.Count, refused[0]].Value;
        var holdsTexts = chosen.Kind == Table || (chosen.Kind != "pictures" && await HoldsTextsAsync(source));
        // Something else is to be chosen.
        if (Step != UploadStep.Looking)
            return;
        if (holdsTexts)
        {
            (texts, choices, Step) = (source, null, UploadStep.Texts);
            if (AddTo is null && name.Length == 0)
                name = Texts["PastedName"];
            StateHasChanged();
            return;
        }
        Step = UploadStep.Empty;
        var started = await Sender.Send(new StartImport(name.Trim(), source) { Project = Project.Current });
        Chosen = null;
        problem = started.Refusal ?? problem;
        StateHasChanged();
        if (started.Refusal is null)
            await OnStarted.InvokeAsync(started.Value);
    }

    [JSInvokable]
    public void OnFailed(string sentence)
    {
        (Step, problem) = (Chosen is null or { Kind: Table } ? UploadStep.Empty : UploadStep.Chosen, sentence);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (files is not null)
            await files.DisposeAsync();
    }

    private async Task BrowseAsync(bool folder)
    {
        if (files is not null)
            await files.BrowseAsync(folder);
    }

    private async Task SendAsync()
    {
        if (files is null || Chosen is not { } chosen || !MaySend(chosen) || Step != UploadStep.Chosen)
            return;
        await BeginAsync(chosen);
    }

    private async Task BeginAsync(ChosenFiles chosen)
    {
        if (files is null)
            return;
        (Step, sent, total, problem) = (UploadStep.Sending, 0, chosen.Bytes, null);
        await files.StartAsync();
    }

    // What can't be read as texts is imported as pictures, or refused with its reason there. Whoever leaves gets what is guessed.
    private async Task<bool> HoldsTextsAsync(UploadSource source)
    {
        StateHasChanged();
        try
        {
            return (await Sender.Send(new PreviewTable(source, null) { Project = Project.Current }, Gone)).IsDone;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private EventCallback<TableChoices?> TextsRead => EventCallback.Factory.Create<TableChoices?>(this, read => choices = read);

    private async Task ImportTextsAsync()
    {
        if (Step != UploadStep.Texts || texts is not { } source || choices is not { } read)
            return;
        (Step, texts, choices) = (UploadStep.Empty, null, null);
        var started = await Sender.Send(new StartImport(name.Trim(), source with { Table = read }) { Project = Project.Current });
        problem = started.Refusal;
        if (started.Refusal is not null)
        {
            (Step, texts, choices) = (UploadStep.Texts, source, read);
            return;
        }
        Chosen = null;
        await OnStarted.InvokeAsync(started.Value);
    }

    private async Task CancelAsync()
    {
        Step = Chosen is { Kind: not Table } ? UploadStep.Chosen : UploadStep.Empty;
        if (files is not null)
            await files.CancelAsync();
    }

    private async Task ForgetAsync()
    {
        (Step, Chosen, problem, texts, choices) = (UploadStep.Empty, null, null, null, null);
        if (files is not null)
            await files.ForgetAsync();
    }

    private bool MaySend(ChosenFiles chosen) => chosen.Files > 0 && (AddTo is not null || name.Trim().Length > 0);

    private string Summary(ChosenFiles chosen) =>
        chosen.Kind == "zip" ? Texts["ZipSummary", chosen.Name, Format.Bytes(chosen.Bytes)]
        : chosen.Kind == "texts" ? Texts["TextFiles", chosen.Files, chosen.Classes.Count, Format.Bytes(chosen.Bytes)]
        : Texts["FolderSummary", chosen.Files, chosen.Classes.Count, Format.Bytes(chosen.Bytes)]
            + (chosen.Annotations == 0 ? "" : Texts["WithAnnotations", chosen.Annotations]);

    private static bool LooksSplit(ChosenFiles chosen)
    {
        var parts = chosen.Classes.Select(c => DatasetPart.Named(c.Name)).ToHashSet();
        return parts.Count > 1 && parts.Contains(DatasetPart.Training) && !parts.Contains(null);
    }

    private string Action(ChosenFiles chosen) =>
        AddTo is not null
            ? InputPages.Of(Input).Add
            : Texts[
                chosen.Kind switch
                {
                    "zip" => "ImportZip",
                    "texts" => "ImportTexts",
                    _ => "ImportPictures",
                }
            ];

    private string? Warning(ChosenFiles chosen) =>
        chosen switch
        {
            { Zips: > 1 } => Texts["SeveralZips", chosen.Zips].Value,
            { Kind: "pictures", Classes.Count: 1, Annotations: 0 } when AddTo is null && kind is null => Texts["OneFolder"].Value,
            _ => null,
        };
}
