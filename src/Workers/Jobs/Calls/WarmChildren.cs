using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>Keeps at most two children loaded, ends one that was idle for two minutes, and after its answer one that has grown too large.</summary>
internal sealed class WarmChildren(CallRunner runner, TimeProvider time, IOptions<WorkerOptions> options) : BackgroundService
{
    private const int Most = 2;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    private readonly long mostBytes = options.Value.WarmModelMegabytes * 1_000_000L;
    private readonly SemaphoreSlim gate = new(1);

    // As many uses as children: whoever has a slot finds a child of its model, a free place, or an idle child to end.
    private readonly SemaphoreSlim slots = new(Most);
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>Children loaded now.</summary>
    public int Count => entries.Count;

    /// <summary>Asks the child of the call's arguments, which is started where there is none.</summary>
    public async Task<CallAnswer> AskAsync(WorkerCall call, string line, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var entry = await BorrowAsync(call, cancellationToken);
            try
            {
                return await entry.Child.AskAsync(call, line, cancellationToken);
            }
            finally
            {
                await gate.WaitAsync(CancellationToken.None);
                entry.Users--;
                entry.LastUsed = time.GetTimestamp();
                gate.Release();
                // What it keeps for the next picture of that size is not worth the machine's memory.
                await EndAsync(e => e == entry && e.Users == 0 && e.Child.ResidentBytes > mostBytes);
            }
        }
        finally
        {
            slots.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await EndAsync(e => e.Users == 0 && time.GetElapsedTime(e.LastUsed) >= Idle);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(_ => true);
        }
    }

    private async Task<Entry> BorrowAsync(WorkerCall call, CancellationToken cancellationToken)
    {
        var key = string.Join('\n', call.Arguments);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (entries.TryGetValue(key, out var known) && !known.Child.IsAlive)
            {
                entries.Remove(key);
                await known.Child.DisposeAsync();
                known = null;
            }
            if (known is null)
            {
                await MakeRoomAsync();
                known = entries[key] = new(new(runner.Start(call)));
            }
            known.Users++;
            known.LastUsed = time.GetTimestamp();
            return known;
        }
        finally
        {
            gate.Release();
        }
    }

    // The idle one used longest ago goes.
    private async Task MakeRoomAsync()
    {
        while (entries.Count >= Most)
        {
            var (key, entry) = entries.Where(e => e.Value.Users == 0).MinBy(e => e.Value.LastUsed);
            entries.Remove(key);
            await entry.Child.DisposeAsync();
        }
    }

    private async Task EndAsync(Func<Entry, bool> which)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            foreach (var (key, entry) in entries.Where(e => which(e.Value)).ToList())
            {
                entries.Remove(key);
                await entry.Child.DisposeAsync();
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed class Entry(WarmChild child)
    {
        public WarmChild Child { get; } = child;
        public int Users { get; set; }
        public long LastUsed { get; set; }
    }
}
