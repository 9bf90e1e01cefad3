using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.EndToEnd;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <param name="Share">Processor time of the web process, of one core.</param>
/// <param name="BatchesASecond">Redraws that a page received.</param>
/// <param name="KilobytesASecond">To one page.</param>
internal sealed record LiveTime(string Run, int Pages, double Share, double BatchesASecond, double KilobytesASecond, double Megabytes);

/// <summary>What a run that trains costs the web process: the real queue, child process, event store, feed and circuits; only the child's arithmetic is left
/// out (<see cref="ScriptedChild"/>).</summary>
internal static class LiveTimes
{
    /// <param name="folder">With a registry in it.</param>
    public static async Task<IReadOnlyList<LiveTime>> MeasureAsync(string folder, string name, int epochMilliseconds, IReadOnlyList<int> pages, TimeSpan each)
    {
        var run = await QueueAsync(folder);
        await using var dashboard = await DashboardProcess.StartAsync(
            folder,
            CancellationToken.None,
            "Production",
            new Dictionary<string, string>
            {
                ["Workers__HostPath"] = Environment.ProcessPath!,
                [ScriptedChild.Epoch] = epochMilliseconds.ToString(CultureInfo.InvariantCulture),
            }
        );
        using var http = new HttpClient { BaseAddress = dashboard.Address };
        var times = new List<LiveTime>();
        var open = new List<BlazorCircuit>();
        foreach (var count in pages)
        {
            while (open.Count < count)
                open.Add(await BlazorCircuit.OpenAsync(http, $"/runs/{run}"));
            // What opening cost is over, and what it left to be compiled too: a run lasts minutes.
            await Task.Delay(TimeSpan.FromSeconds(times.Count == 0 ? 40 : 15));
            var (batches, steps, bytes, cpu, clock) = (
                open.Sum(c => c.Batches),
                open.Select(c => c.Steps).ToList(),
                open.Sum(c => c.Bytes),
                Cpu(dashboard.ProcessId),
                Stopwatch.StartNew()
            );
            await Task.Delay(each);
            var (seconds, used) = (clock.Elapsed.TotalSeconds, Cpu(dashboard.ProcessId) - cpu);
            if (open.Find(c => c.Fault is not null) is { } broken)
                throw new InvalidOperationException($"A circuit ended: {broken.Fault}");
            if (open.Where((c, i) => c.Steps == steps[i]).Any())
                throw new InvalidOperationException("A page did not show the run's progress.");
            times.Add(
                new(
                    name,
                    count,
                    used / seconds,
                    (open.Sum(c => c.Batches) - batches) / seconds / Math.Max(1, count),
                    (open.Sum(c => c.Bytes) - bytes) / seconds / 1000 / Math.Max(1, count),
                    Resident(dashboard.ProcessId)
                )
            );
        }
        foreach (var circuit in open)
            await circuit.DisposeAsync();
        return times;
    }

    /// <summary>Seconds of processor time of a process, its children's not counted.</summary>
    public static double Cpu(int process)
    {
        // After the name, which may hold spaces: user and system time are the 14th and 15th field, in hundredths.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }

    /// <summary>Resident MB of a process.</summary>
    public static double Resident(int process) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/status")
                .First(l => l.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    // The dashboard takes up at its start what waits in its registry.
    private static async Task<RunId> QueueAsync(string folder)
    {
        await using var services = new ServiceCollection().AddRegistry(new ConfigurationManager { ["Storage:Root"] = folder }).BuildServiceProvider();
        var store = services.GetRequiredService<IRunStore>();
        foreach (var waiting in await store.WaitingAsync(CancellationToken.None))
            await store.RequestStopAsync(waiting.Run, Caller.LocalOwner, CancellationToken.None);
        var first = await store.FindAsync(ManyRuns.Id(2), CancellationToken.None);
        var spec = Samples.Spec();
        var created = await store.CreateAsync(
            new(spec with { Stages = [spec.Stages[0] with { Epochs = ScriptedChild.Epochs }] }, first!.Dataset),
            Caller.LocalOwner,
            CancellationToken.None
        );
        SqliteConnection.ClearAllPools();
        return created.Value?.Run ?? throw new InvalidOperationException(created.Refusal);
    }
}
