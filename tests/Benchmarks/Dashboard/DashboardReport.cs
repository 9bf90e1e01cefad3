#pragma warning disable RS0030 // Says on the console how far it is.
using System.Globalization;
using System.Text;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <summary>The dashboard's part of <c>docs/performance.md</c>.</summary>
internal static class DashboardReport
{
    private const int Runs = 10_000;
    private const int Epochs = 100;

    /// <param name="parts"><c>pages</c>, <c>live</c>, <c>start</c>; none for all. Numbers beside <c>live</c> are milliseconds of an epoch, instead of the
    /// usual two.</param>
    public static async Task<string> WriteAsync(params string[] parts)
    {
        var scratch = Directory.CreateTempSubdirectory("benchmark-dashboard-").FullName;
        var text = new StringBuilder();
        bool Wanted(string part) => parts.Length == 0 || parts.Contains(part);
        if (Wanted("pages"))
            await PagesAsync(text, Path.Combine(scratch, "many"));
        if (Wanted("start"))
            await StartAsync(text, Path.Combine(scratch, "start"));
        if (Wanted("live"))
            await LiveAsync(
                text,
                scratch,
                [.. parts.Where(p => int.TryParse(p, CultureInfo.InvariantCulture, out _)).Select(p => int.Parse(p, CultureInfo.InvariantCulture))]
            );
        Directory.Delete(scratch, recursive: true);
        return text.ToString();
    }

    private static async Task PagesAsync(StringBuilder text, string folder)
    {
        Say($"Filling a registry with {Runs:N0} runs.");
        var (seconds, megabytes) = await RegistryTimes.FillAsync(folder, Runs, Epochs);
        Say($"Filled in {seconds:0} s.");
        Table(
            text,
            $"Pages of a registry with {Runs:N0} runs of {Epochs} epochs: SQLite, {megabytes:0} MB; on the server, without drawing",
            "",
            "ms",
            "of the processor, ms",
            "first time after the start, ms",
            "goal, ms"
        );
        foreach (var time in await RegistryTimes.MeasureAsync(folder, Runs))
            Row(
                text,
                time.Page,
                N(time.Milliseconds, "0.0"),
                N(time.CpuMilliseconds, "0.0"),
                N(time.FirstMilliseconds, "0"),
                time.GoalMilliseconds is { } goal ? N(goal, "0") : ""
            );
    }

    private static async Task StartAsync(StringBuilder text, string folder)
    {
        Say("First page.");
        await RegistryTimes.FillAsync(folder, 200, Epochs);
        Table(text, "The dashboard's start and first page, Chromium on the same machine", "", "", "goal");
        foreach (var (what, value, goal) in await FirstPage.MeasureAsync(folder))
            Row(text, what, value, goal);
    }

    private static async Task LiveAsync(StringBuilder text, string scratch, IReadOnlyList<int> epochs)
    {
        Table(
            text,
            "A run that trains, and pages of it open: the web process, real circuits, a child that reports and computes nothing",
            "",
            "open pages",
            "of one core",
            "redraws a second to a page",
            "kB a second to a page",
            "resident MB",
            "goal"
        );
        foreach (var milliseconds in epochs.Count > 0 ? epochs : [10_000, 250])
        {
            var name =
                milliseconds >= 1000 ? $"epochs of {milliseconds / 1000.0:0.#} s, four reports a second" : $"{1000.0 / milliseconds:0.#} epochs a second";
            Say($"Live: {name}.");
            // Its own: a run that is left at work goes on at the next start.
            var folder = Path.Combine(scratch, $"live-{milliseconds}");
            await RegistryTimes.FillAsync(folder, 200, Epochs);
            foreach (var time in await LiveTimes.MeasureAsync(folder, name, milliseconds, [0, 1, 50], TimeSpan.FromSeconds(20)))
                Row(
                    text,
                    time.Run,
                    N(time.Pages, "0"),
                    N(100 * time.Share, "0.0") + " %",
                    N(time.BatchesASecond, "0.0"),
                    N(time.KilobytesASecond, "0.0"),
                    N(time.Megabytes, "0"),
                    time.Pages switch
                    {
                        1 => "5 %",
                        50 => "30 %",
                        _ => "",
                    }
                );
        }
    }

    private static void Table(StringBuilder text, string title, params string[] columns)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        Row(text, columns);
        text.Append('|').Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
    }

    private static void Row(StringBuilder text, params string[] cells)
    {
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        Say(string.Join(" | ", cells));
    }

    private static string N(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static void Say(string what) => Console.Error.WriteLine(what);
}
