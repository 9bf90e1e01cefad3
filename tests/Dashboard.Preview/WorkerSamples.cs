using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Two nodes with moving load, one of them silent; a queue of two.</summary>
internal static class WorkerSamples
{
    public static void Answer(FakeSender sender, bool empty)
    {
        var random = new Random(5);
        var load = new List<double>();
        var memory = new List<double>();
        for (var i = 0; i < 60; i++)
            Step();

        void Step()
        {
            load.Add(Math.Clamp(0.78 + 0.2 * Math.Sin(load.Count / 7.0) + (random.NextDouble() - 0.5) * 0.12, 0, 1));
            memory.Add(0.9e9 + 2e8 * Math.Sin(memory.Count / 19.0) + random.NextDouble() * 3e7);
        }

        sender.On<GetWorkers, WorkerOverview>(_ =>
        {
            var now = TimeProvider.System.GetUtcNow();
            Step();
            if (empty)
                return new(
                    "1 worker here: CPU, 2 cores, idle. No GPU found: training will take about 6x longer than on a small GPU.",
                    [new("lab-desk", "CPU", 2, 24_600_000_000, true, now, [], [.. load.Select(v => v / 20)], [.. load.Select(_ => 0.0)])],
                    []
                );
            return new(
                "2 workers: one trains run 15, one does not answer. No GPU found: training will take about 6x longer than on a small GPU.",
                [
                    new(
                        "lab-desk",
                        "CPU",
                        2,
                        24_600_000_000,
                        true,
                        now,
                        [
                            new(Refusal.OfSentence("Run 15: EfficientNetLite0 fine-tuning"), RunId.New(), 15, 4711, now.AddMinutes(-3), (long)memory[^1]),
                            new(new("work.what.import", ("dataset", "leaves")), null, null, 4802, now.AddSeconds(-20), 120_000_000),
                        ],
                        [.. load.TakeLast(60)],
                        [.. memory.TakeLast(60)]
                    ),
                    new("lab-server", "CPU", 16, 68_000_000_000, false, now.AddMinutes(-7), [], [.. load.Take(30).Select(v => v / 3)], [.. memory.Take(30)]),
                ],
                [
                    new(RunId.New(), 16, "EfficientNetB0 feature extraction", "Waits for run 15, which uses the only CPU slot.", now.AddMinutes(-2)),
                    new(RunId.New(), 17, "MobileNetV3Small from scratch", "After run 16.", now.AddSeconds(-40)),
                ]
            );
        });
    }
}
