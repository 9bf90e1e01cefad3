using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Workers;

/// <summary>Workers and what waits for them, in words.</summary>
public static class WorkerWords
{
    private static readonly TextResource Texts = new(typeof(WorkerWords));

    public static string None => Texts["None"];

    /// <summary>"1 worker here: CPU, 2 cores, idle. No GPU found: training will take about 6x longer than on a small GPU."</summary>
    /// <param name="running">What its children are called, as <see cref="RunningWork.What"/>.</param>
    public static string Overview(bool hasGpu, int cores, IEnumerable<Refusal> running)
    {
        var work = string.Join(
            Texts["ListMark"],
            running.Select(work => work.Sentence.TrimEnd()).Select(what => char.ToLowerInvariant(what[0]) + what[1..]).Distinct()
        );
        return Texts[hasGpu ? "Gpu" : "Cpu", cores, work.Length == 0 ? Texts["Idle"] : Texts["Busy", work]];
    }

    /// <summary>Why a queued run waits.</summary>
    /// <param name="place">In the queue, from 0.</param>
    /// <param name="busyWith">Numbers of the runs at work.</param>
    public static string Waits(int place, IReadOnlyList<int> busyWith) =>
        (place, busyWith.Count) switch
        {
            (0, 0) => Texts["StartsSoon"],
            (0, _) => Texts["WaitsFor", string.Join(Texts["And"], busyWith.Select(number => Texts["Run", number]))],
            _ => Texts["Before", place],
        };
}
