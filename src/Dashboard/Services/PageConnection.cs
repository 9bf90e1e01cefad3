using Microsoft.AspNetCore.Components.Server.Circuits;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Whether the browser hears this circuit now. What it is told while it does not is lost, and fails the circuit a minute later.</summary>
public sealed class PageConnection : CircuitHandler
{
    private static readonly TaskCompletionSource Connected = Make(done: true);
    private TaskCompletionSource up = Connected;

    /// <summary>Ends when the browser is connected; at once while it is.</summary>
    public Task Up => up.Task;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        up = Make(done: false);
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        up.TrySetResult();
        return Task.CompletedTask;
    }

    private static TaskCompletionSource Make(bool done)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (done)
            source.SetResult();
        return source;
    }
}
