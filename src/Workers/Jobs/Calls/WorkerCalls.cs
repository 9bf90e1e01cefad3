using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <inheritdoc cref="IWorkerCalls"/>
internal sealed class WorkerCalls(CallRunner runner, WarmChildren warm, IOptions<WorkerOptions> options, StorageLayout layout) : IWorkerCalls, IDisposable
{
    // More than this many callers would wait for minutes.
    private const int MostWaiting = 40,
        MostDownloads = 2;

    private readonly SemaphoreSlim slots = new(options.Value.ConcurrentCalls);
    private readonly SemaphoreSlim downloads = new(MostDownloads);
    private readonly SemaphoreSlim longOnes = new(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, SharedCall> shared = [];
    private int waiting;

    public async Task<CallAnswer> CallAsync(WorkerCall call, CancellationToken cancellationToken)
    {
        var answer = await (call.Key is { } key ? ShareAsync(key, call, cancellationToken) : RunAsync(call, cancellationToken));
        return answer.Why is { } why ? answer with { Why = ShownPaths.Of(why, layout) } : answer;
    }

    public void Dispose()
    {
        slots.Dispose();
        downloads.Dispose();
        longOnes.Dispose();
    }

    private async Task<CallAnswer> ShareAsync(string key, WorkerCall call, CancellationToken cancellationToken)
    {
        SharedCall? joined;
        lock (gate)
        {
            if (!shared.TryGetValue(key, out joined) || !joined.TryJoin())
            {
                joined = shared[key] = new();
                _ = StartAsync(key, call, joined);
            }
        }
        try
        {
            return await joined.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            joined.Release();
        }
    }

    private async Task StartAsync(string key, WorkerCall call, SharedCall mine)
    {
        // Off the lock that its first caller holds.
        await Task.Yield();
        try
        {
            mine.Settle(await RunAsync(call, mine.Unwanted));
        }
        catch (Exception e)
        {
            mine.Fail(e);
        }
        finally
        {
            lock (gate)
                if (shared.GetValueOrDefault(key) == mine)
                    shared.Remove(key);
        }
    }

    private async Task<CallAnswer> RunAsync(WorkerCall call, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return new("", new(RefusalKind.Busy, "calls.busy", ("waiting", MostWaiting)), null);
        }
        var places =
            call.Downloads ? downloads
            : call.IsLong ? longOnes
            : slots;
        try
        {
            await places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        try
        {
            return call.Line is { } line ? await warm.AskAsync(call, line, cancellationToken) : await runner.RunAsync(call, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }
}
