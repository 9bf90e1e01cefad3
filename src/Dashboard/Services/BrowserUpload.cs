using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>The browser's half of a box that takes files: <c>wwwroot/js/upload.js</c>, which calls <c>OnChosen</c>, <c>OnProgress</c>, <c>OnSent</c> and
/// <c>OnFailed</c> of the box.</summary>
/// <remarks>Files go to <c>/uploads</c> beside the circuit; no byte of them is held by the page.</remarks>
public sealed class BrowserUpload<TBox>(IJSRuntime js, TBox page) : IAsyncDisposable
    where TBox : class
{
    private readonly DotNetObjectReference<TBox> self = DotNetObjectReference.Create(page);
    private Task attaching = Task.CompletedTask;
    private BrowserObject? box;
    private bool sending;

    /// <summary>The upload that was begun last.</summary>
    public Guid Id { get; private set; }

    /// <param name="root">Holds an element with <c>data-drop</c> and the file inputs.</param>
    /// <param name="kind"><c>pictures</c>, <c>model</c> or <c>picture</c>.</param>
    public Task AttachAsync(ElementReference root, string script, string kind)
    {
        return attaching = MakeBoxAsync();

        async Task MakeBoxAsync() => box = await BrowserObject.CreateAsync(js, script, "attach", root, self, kind);
    }

    public Task BrowseAsync(bool folder) => CallAsync("browse", folder);

    public Task ForgetAsync() => CallAsync("forget");

    /// <summary>Begins to send what was chosen, under an <see cref="Id"/> that nobody used before.</summary>
    public Task StartAsync()
    {
        (Id, sending) = (Guid.NewGuid(), true);
        return CallAsync("start", Id);
    }

    /// <summary>Ends the upload at work, and has the server remove what it got of it.</summary>
    public async Task CancelAsync()
    {
        if (sending)
            await CallAsync("cancel", Id);
        sending = false;
    }

    /// <summary>All is sent: leaving the page ends nothing any more.</summary>
    public void Sent() => sending = false;

    public async ValueTask DisposeAsync()
    {
        // The browser may be about to get the reference; what went wrong with that was said to who asked for it.
        await attaching.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await CancelAsync();
        await CallAsync("dispose");
        if (box is not null)
            await box.DisposeAsync();
        self.Dispose();
    }

    private async Task CallAsync(string function, params object?[] arguments)
    {
        if (box is not null)
            await box.CallAsync(function, arguments);
    }
}
