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

/// <summary>Takes one model, a file or several, from the browser and has it stored as a backbone.</summary>
public sealed partial class ModelDropBox
{
    private ElementReference root;
    private BrowserUpload<ModelDropBox>? files;
    private Step step;
    private string name = "";
    private string? problem;
    private long sent;
    private long total;
    private CancellationTokenSource? checking;

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

    [Inject]
    private ChosenProject Project { get; set; } = default!;

    /// <summary>The model is stored, or was already.</summary>
    [Parameter]
    public EventCallback<CustomModelId> OnAdded { get; set; }

    /// <summary>The input that it must learn from; null for any.</summary>
    [Parameter]
    public string? Input { get; set; }

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
        (name, problem) = (chosen.Files == 1 ? chosen.Name : Texts["SeveralFiles", chosen.Files], null);
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
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        checking = asked;
        var gone = asked.Token;
        Outcome<CustomModelId> added;
        try
        {
            added =
                refused.Count > 0
                    ? Outcome<CustomModelId>.Refused(Refusal.OfSentence(refused[0]))
                    : await Sender.Send(
                        new ImportCustomModel(new UploadSource(UploadStore.FolderOf(files.Id), name)) { Input = Input, Project = Project.Current },
                        gone
                    );
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested && !Gone.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            checking = null;
        }
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

    private async Task BrowseAsync(bool folder)
    {
        if (files is not null)
            await files.BrowseAsync(folder);
    }

    // Nothing is kept of what was sent: the server forgets an upload, a worker its question.
    private async Task CancelAsync()
    {
        step = Step.Empty;
        if (checking is not null)
            await checking.CancelAsync();
        if (files is not null)
            await files.CancelAsync();
    }
}
