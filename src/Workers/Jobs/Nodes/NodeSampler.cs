using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>Looks every two seconds at what the machine and the children use, and keeps the last two minutes.</summary>
public sealed class NodeSampler(ChildTable table, WorkerNodeName name, IOptions<WorkerOptions> options, TimeProvider time) : BackgroundService, IWorkerStatus
{
    private const int Kept = 60;
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Queue<double> load = new();
    private readonly Queue<double> memory = new();
    private readonly long totalMemory = TotalMemory();
    private readonly bool hasGpu = Directory.Exists("/proc/driver/nvidia/gpus");
    private (long Busy, long All)? before;
    private DateTimeOffset seen = time.GetUtcNow();

    public string Sentence => WorkerWords.Overview(hasGpu, options.Value.Threads, table.List().Select(r => r.What));

    public IReadOnlyList<WorkerNode> Nodes
    {
        get
        {
            lock (gate)
            {
                // The dashboard hosts this node: it is as alive as the page, unless the sampling itself hangs.
                var healthy = time.GetUtcNow() - seen < TimeSpan.FromSeconds(30);
                return [new(name.Value, hasGpu ? "GPU" : "CPU", options.Value.Threads, totalMemory, healthy, seen, table.List(), [.. load], [.. memory])];
            }
        }
    }

    /// <summary>Takes one sample now.</summary>
    public void Sample()
    {
        var now = ProcessorTimes();
        var used = (double)table.List().Sum(w => w.MemoryBytes);
        lock (gate)
        {
            if (before is { } last && now.All > last.All)
                Keep(load, Math.Clamp((now.Busy - last.Busy) / (double)(now.All - last.All), 0, 1));
            Keep(memory, used);
            before = now;
            seen = time.GetUtcNow();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do Sample();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static void Keep(Queue<double> samples, double value)
    {
        if (samples.Count == Kept)
            samples.Dequeue();
        samples.Enqueue(value);
    }

    // user nice system idle iowait irq softirq steal, in ticks; waiting for the disk is not work.
    private static (long Busy, long All) ProcessorTimes()
    {
        var fields = Posix
            .Read("/proc/stat")
            ?.Split('\n')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Take(8)
            .Select(f => long.Parse(f, CultureInfo.InvariantCulture))
            .ToArray();
        return fields is { Length: >= 5 } ? (fields.Sum() - fields[3] - fields[4], fields.Sum()) : (0, 0);
    }

    private static long TotalMemory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
