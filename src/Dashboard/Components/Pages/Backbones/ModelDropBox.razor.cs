using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Backbones;

/// <summary>Takes one model file from the browser and has it stored as a backbone.</summary>
public sealed partial class ModelDropBox
{
    private ElementReference root;
    private BrowserUpload<ModelDropBox>? files;
    private Step step;
    private string name = "";
    private string? problem;
    private long sent;
    private long total;

    private enum Step
    {
        Empty,
        Sending,
        Checking,
    }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ISender Sender { get; set; } = default!;

    /// <summary>The model is stored, or was already.</summary>
    [Parameter]
    public EventCallback<CustomModelId> OnAdded { get; set; }

    private double Percent => total == 0 ? 0 : Math.Round(100.0 * sent / total);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        files = new(Js, this);
        await files.AttachAsync(root, "/" + Assets["js/upload.js"], "model");
    }

    /// <summary>A file was chosen or dropped: it is sent at once.</summary>
    [JSInvokable]
    public async Task OnChosen(ChosenFiles chosen)
    {
        if (step != Step.Empty || files is null)
            return;
        (name, problem) = (chosen.Name, null);
        if (chosen.Files == 0)
            problem = Texts["NoModelChosen"];
        else
            (step, sent, total) = (Step.Sending, 0, chosen.Bytes);
        StateHasChanged();
        if (step == Step.Sending)
            await files.StartAsync();
    }

    [JSInvokable]
    public void OnProgress(long bytesSent, long bytesTotal)
    {
        (sent, total) = (bytesSent, bytesTotal);
        StateHasChanged();
    }

    /// <summary>The file is on the server: a worker looks at it.</summary>
    [JSInvokable]
    public async Task OnSent(IReadOnlyList<string> refused)
    {
        if (step != Step.Sending)
            return;
        step = Step.Checking;
        files!.Sent();
        StateHasChanged();
        var added =
            refused.Count > 0
                ? Outcome<CustomModelId>.Refused(Refusal.OfSentence(refused[0]))
                : await Sender.Send(new ImportCustomModel(new UploadSource(UploadStore.FolderOf(files.Id), name)), Gone);
        (step, problem) = (Step.Empty, added.Refusal);
        StateHasChanged();
        if (added.IsDone)
            await OnAdded.InvokeAsync(added.Value);
    }

    [JSInvokable]
    public void OnFailed(string sentence)
    {
        (step, problem) = (Step.Empty, sentence);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (files is not null)
            await files.DisposeAsync();
    }

    private async Task BrowseAsync()
    {
        if (files is not null)
            await files.BrowseAsync(false);
    }
}
