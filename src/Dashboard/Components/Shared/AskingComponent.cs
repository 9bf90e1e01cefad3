using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>A component that asks and goes on with the answer: the question ends with the component, and nothing is done in the name of one that was
/// left.</summary>
public abstract class AskingComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource gone = new();

    protected AskingComponent() => Gone = gone.Token;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private PageConnection Connection { get; set; } = default!;

    [Inject]
    private ShownAddress Shown { get; set; } = default!;

    /// <summary>Cancelled when the component is removed, by navigation or with its page. Goes with every request that a worker answers.</summary>
    protected CancellationToken Gone { get; }

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
        Disposing();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what else the component holds.</summary>
    protected virtual void Disposing() { }

    /// <summary>Opens an address: not for a person who went elsewhere meanwhile, and not before the browser can hear of it.</summary>
    protected void GoTo(string address, bool replace = false)
    {
        if (Gone.IsCancellationRequested || !Shown.IsAt(Navigation.Uri))
            return;
        var from = Navigation.Uri;
        _ = InvokeAsync(async () =>
        {
            await Connection.Up.WaitAsync(Gone).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (!Gone.IsCancellationRequested)
                await Browser.GoAsync(from, address, replace);
        });
    }
}
