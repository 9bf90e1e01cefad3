using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>A child that keeps something loaded: a line goes in, a line comes out.</summary>
internal sealed class WarmChild(PipedChild child) : IAsyncDisposable
{
    // One line in, one line out: two questions at once would mix up their answers.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Memory that the child holds; 0 once it is gone.</summary>
    public long ResidentBytes => child.MemoryBytes;

    public bool IsAlive => !child.Exit.IsCompleted;

    public async Task<CallAnswer> AskAsync(WorkerCall call, string line, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(call.Time);
        // Whoever leaves before the answer came would leave it to the next one: the child is ended instead.
        await using var killing = patience.Token.Register(child.Kill);
        try
        {
            await child.Input.WriteLineAsync(line.AsMemory(), patience.Token);
            await child.Input.FlushAsync(patience.Token);
            if (await new BoundedLines(child.Output, call.AnswerBytes).ReadAsync() is { } answer)
                return new(answer, null);
            return await WhyAsync(call, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return await WhyAsync(call, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task<CallAnswer> WhyAsync(WorkerCall call, CancellationToken cancellationToken)
    {
        var exit = await child.Exit;
        cancellationToken.ThrowIfCancellationRequested();
        return exit.Signal == Posix.SigKill && !exit.OutOfMemory
            ? new("", new(RefusalKind.TooLarge, "calls.time", ("what", call.What), ("limit", call.Time)), null)
            : new("", exit.Reason, exit.Code);
    }
}
