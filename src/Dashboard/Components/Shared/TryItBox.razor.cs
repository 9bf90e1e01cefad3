using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Http.Uploads;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Predicts one picture that the person drops.</summary>
public sealed partial class TryItBox
{
    private const long MaxPictureBytes = 20 * 1024 * 1024;
    private ElementReference root;
    private BrowserUpload<TryItBox>? files;
    private Step step;
    private string? name;
    private string? refusal;
    private PredictionResult? result;

    private enum Step
    {
        Empty,
        Sending,
        Asking,
    }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>Predicts the picture that was sent; ended when the box is left.</summary>
    [Parameter, EditorRequired]
    public Func<UploadSource, CancellationToken, Task<Outcome<PredictionResult>>> Predict { get; set; } = default!;

    /// <summary>What stands where the answer will; null to say so in general.</summary>
    [Parameter]
    public string? Hint { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        files = new(Js, this);
        await files.AttachAsync(root, "/" + Assets["js/upload.js"], "picture");
    }

    /// <summary>A picture was chosen or dropped: it is sent at once.</summary>
    [JSInvokable]
    public async Task OnChosen(ChosenFiles chosen)
    {
        if (step != Step.Empty || files is null)
            return;
        (name, result, refusal) = (
            chosen.Files == 0 ? null : chosen.Name,
            null,
            chosen switch
            {
                { Files: 0 } => Texts["NoPictureChosen", PictureKinds.Words.Sentence],
                { Bytes: > MaxPictureBytes } => Texts["PictureTooLarge", Format.Bytes(chosen.Bytes)].Value,
                _ => null,
            }
        );
        if (refusal is null)
            step = Step.Sending;
        StateHasChanged();
        if (step == Step.Sending)
            await files.StartAsync();
    }

    [JSInvokable]
    public void OnProgress(long bytesSent, long bytesTotal)
    {
        // Twenty megabytes are there before a bar would tell anything.
    }

    /// <summary>The picture is on the server: a worker looks at it.</summary>
    [JSInvokable]
    public async Task OnSent(IReadOnlyList<string> refused)
    {
        if (step != Step.Sending)
            return;
        step = Step.Asking;
        files!.Sent();
        StateHasChanged();
        try
        {
            var outcome = await Predict(new UploadSource(UploadStore.FolderOf(files.Id), name ?? ""), Gone);
            (result, refusal) = (outcome.Value, outcome.Refusal);
        }
        finally
        {
            step = Step.Empty;
        }
        StateHasChanged();
    }

    [JSInvokable]
    public void OnFailed(string sentence)
    {
        (step, refusal) = (Step.Empty, sentence);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (files is not null)
            await files.DisposeAsync();
    }
}
