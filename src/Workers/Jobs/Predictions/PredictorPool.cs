using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Keeps at most two models loaded in children, ends a child that was idle for two minutes, and after its answer one that has grown too large.</summary>
public sealed class PredictorPool(ChildLauncher launcher, TimeProvider time, IOptions<WorkerOptions>? options = null) : BackgroundService
{
    private const int Most = 2;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    private readonly long mostBytes = (options?.Value ?? new WorkerOptions()).WarmModelMegabytes * 1_000_000L;
    private readonly SemaphoreSlim gate = new(1);

    // As many uses as children: whoever has a slot finds a child of its model, a free place, or an idle child to end.
    private readonly SemaphoreSlim slots = new(Most);
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>Models loaded now.</summary>
    public int Count => entries.Count;

    /// <summary>Uses the warm child of a model, which is started where there is none.</summary>
    internal async Task<T> UseAsync<T>(string model, string what, Func<WarmPredictor, Task<T>> use, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var entry = await BorrowAsync(model, what, cancellationToken);
            try
            {
                return await use(entry.Predictor);
            }
            finally
            {
                await gate.WaitAsync(CancellationToken.None);
                entry.Users--;
                entry.LastUsed = time.GetUtcNow();
                gate.Release();
                // What it keeps for the next picture of that size is not worth the machine's memory.
                await EndAsync(e => e == entry && e.Users == 0 && e.Predictor.ResidentBytes > mostBytes);
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
            while (await timer.WaitForNextTickAsync(stoppingToken)) await EndAsync(e => e.Users == 0 && time.GetUtcNow() - e.LastUsed >= Idle);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(_ => true);
        }
    }

    private async Task<Entry> BorrowAsync(string model, string what, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (entries.TryGetValue(model, out var known) && !known.Predictor.IsAlive)
            {
                entries.Remove(model);
                await known.Predictor.DisposeAsync();
                known = null;
            }
            if (known is null)
            {
                await MakeRoomAsync();
                known = entries[model] = new(new(launcher.Start(new(what, ["predict", "--model", model, "--stdin"]) { TakesInput = true })));
            }
            known.Users++;
            known.LastUsed = time.GetUtcNow();
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
            var (model, entry) = entries.Where(e => e.Value.Users == 0).MinBy(e => e.Value.LastUsed);
            entries.Remove(model);
            await entry.Predictor.DisposeAsync();
        }
    }

    private async Task EndAsync(Func<Entry, bool> which)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            foreach (var (model, entry) in entries.Where(e => which(e.Value)).ToList())
            {
                entries.Remove(model);
                await entry.Predictor.DisposeAsync();
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed class Entry(WarmPredictor predictor)
    {
        public WarmPredictor Predictor { get; } = predictor;
        public int Users { get; set; }
        public DateTimeOffset LastUsed { get; set; }
    }
}
