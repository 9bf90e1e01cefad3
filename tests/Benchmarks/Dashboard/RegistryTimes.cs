using System.Diagnostics;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <param name="Milliseconds">The middle of several answers, on the server, from the request to the rows a page draws.</param>
/// <param name="CpuMilliseconds">Processor time of one answer.</param>
/// <param name="FirstMilliseconds">The first answer after the start, with cold caches and untranslated queries.</param>
/// <param name="GoalMilliseconds">Null where there is none.</param>
internal sealed record PageTime(string Page, double Milliseconds, double CpuMilliseconds, double FirstMilliseconds, double? GoalMilliseconds);

/// <summary>What pages ask of a registry with many runs.</summary>
internal static class RegistryTimes
{
    /// <summary>Fills a registry on SQLite in a folder of its own.</summary>
    /// <returns>Seconds it took and the size of the database in MB.</returns>
    public static async Task<(double Seconds, double Megabytes)> FillAsync(string folder, int runs, int epochs)
    {
        var clock = Stopwatch.StartNew();
        await using var services = Services(folder);
        await ManyRuns.FillAsync(services, runs, epochs, logged: 50, CancellationToken.None);
        SqliteConnection.ClearAllPools();
        return (clock.Elapsed.TotalSeconds, Directory.EnumerateFiles(folder, "mlops.db*").Sum(f => new FileInfo(f).Length) / 1e6);
    }

    public static async Task<IReadOnlyList<PageTime>> MeasureAsync(string folder, int runs)
    {
        await using var services = Services(folder);
        services.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
        var mediator = services.GetRequiredService<IMediator>();
        var newest = ManyRuns.Id(runs);
        async Task<PageTime> Of<T>(string page, double? goal, params IRequest<T>[] requests) =>
            await TimeAsync(
                page,
                goal,
                async () =>
                {
                    foreach (var request in requests)
                        await mediator.Send(request);
                }
            );
        List<PageTime> times =
        [
            await Of("runs, first page", 100, new ListRuns(new())),
            await Of("runs, page 190", 100, new ListRuns(new() { Skip = Math.Max(0, runs - 550) })),
        ];
        foreach (var (column, descending) in new[] { ("val_accuracy", true), ("val_loss", false), ("name", false), ("dataset", false), ("duration", true) })
            times.Add(
                await Of($"runs by {column}, {(descending ? "highest" : "lowest")} first", 100, new ListRuns(new() { Sort = column, Descending = descending }))
            );
        times.AddRange([
            await Of("runs by val_accuracy, page 190", 100, new ListRuns(new() { Sort = "val_accuracy", Skip = Math.Max(0, runs - 550) })),
            await Of("runs by a metric that few have", 100, new ListRuns(new() { Sort = "val_r2" })),
            await Of("runs of one status", 100, new ListRuns(new() { Statuses = [RunStatus.Failed] })),
            await Of("runs of one backbone, by val_accuracy", 100, new ListRuns(new() { Backbone = "ResNet50V2", Sort = "val_accuracy" })),
            await Of("runs with a tag", 100, new ListRuns(new() { Tag = "paper" })),
            await Of("runs found by two words", 100, new ListRuns(new() { Search = "resnet 77" })),
            await Of("runs found by a word that none has", 100, new ListRuns(new() { Search = "nowhere" })),
            await Of("runs grouped by backbone (500 rows)", null, new ListRuns(new() { Take = 500 })),
            await Of("compare of 20 runs", 200, new CompareRuns([.. Enumerable.Range(runs / 2, 20).Select(ManyRuns.Id)])),
            await Of("compare of 2 runs, picture by picture", 200, new CompareRuns([ManyRuns.Id(runs - 1), newest])),
            await TimeAsync(
                "run page",
                100,
                async () =>
                {
                    await mediator.Send(new GetRun(newest));
                    await mediator.Send(new GetRunCurves(newest));
                    await mediator.Send(new GetEvaluation(newest));
                }
            ),
            await Of("home", 100, new GetHome()),
        ]);
        return times;
    }

    private static async Task<PageTime> TimeAsync(string page, double? goal, Func<Task> ask)
    {
        const int rounds = 15;
        var clock = Stopwatch.StartNew();
        await ask();
        var first = clock.Elapsed.TotalMilliseconds;
        var before = Environment.CpuUsage.TotalTime;
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            clock.Restart();
            await ask();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / rounds;
        return new(page, times.Order().ElementAt(rounds / 2), cpu, first, goal);
    }

    private static ServiceProvider Services(string folder) =>
        new ServiceCollection().AddRegistry(new ConfigurationManager { ["Storage:Root"] = folder }).BuildServiceProvider();
}
