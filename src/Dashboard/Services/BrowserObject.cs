using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>An object of one of the page's scripts. Calls to it end quietly once the page was left, or it was disposed: there is nobody to tell.</summary>
public sealed class BrowserObject : IAsyncDisposable
{
    private readonly IJSObjectReference module;
    private readonly IJSObjectReference made;
    private bool disposed;

    private BrowserObject(IJSObjectReference module, IJSObjectReference made) => (this.module, this.made) = (module, made);

    /// <param name="script">Address of an ECMAScript module.</param>
    /// <param name="function">What it exports to make the object.</param>
    /// <returns>Null where the page was left meanwhile.</returns>
    public static async Task<BrowserObject?> CreateAsync(IJSRuntime js, string script, string function, params object?[] arguments)
    {
        try
        {
            var module = await js.InvokeAsync<IJSObjectReference>("import", script);
            return new(module, await module.InvokeAsync<IJSObjectReference>(function, arguments));
        }
        catch (Exception e) when (BrowserGone.Is(e) || e is ObjectDisposedException)
        {
            // Also where the part that asked was removed meanwhile, and with it what the object would have told.
            return null;
        }
    }

    public Task CallAsync(string function, params object?[] arguments) =>
        disposed ? Task.CompletedTask : BrowserGone.QuietlyAsync(made.InvokeVoidAsync(function, arguments));

    /// <summary>The same with an answer.</summary>
    /// <param name="otherwise">Where the page was left.</param>
    public Task<T> AskAsync<T>(string function, T otherwise, params object?[] arguments) =>
        disposed ? Task.FromResult(otherwise) : BrowserGone.QuietlyAsync(made.InvokeAsync<T>(function, arguments), otherwise);

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        await BrowserGone.QuietlyAsync(made.DisposeAsync());
        await BrowserGone.QuietlyAsync(module.DisposeAsync());
    }
}
