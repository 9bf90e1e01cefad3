using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs;

/// <summary>Reports every fault of the settings together, each by its name.</summary>
internal static class WorkerOptionsRules
{
    public static IReadOnlyList<Refusal> Faults(WorkerOptions options)
    {
        var faults = new List<Refusal>();
        void Expect(bool holds, string setting, Refusal expected, object? received)
        {
            if (!holds)
                faults.Add(
                    new(
                        "settings.worker",
                        ("setting", $"{WorkerOptions.Section}:{setting}"),
                        ("expected", expected),
                        ("received", Convert.ToString(received, System.Globalization.CultureInfo.InvariantCulture))
                    )
                );
        }

        Expect(options.HostPath is null || File.Exists(options.HostPath), nameof(options.HostPath), new("settings.executable"), options.HostPath);
        Expect(options.Threads is >= 1 and <= 1024, nameof(options.Threads), new("spec.expect.whole", ("from", "1"), ("to", "1024")), options.Threads);
        Expect(options.Nice is >= 0 and <= 19, nameof(options.Nice), new("spec.expect.whole", ("from", "0"), ("to", "19")), options.Nice);
        Expect(
            options.ConcurrentRuns is >= 1 and <= 64,
            nameof(options.ConcurrentRuns),
            new("spec.expect.whole", ("from", "1"), ("to", "64")),
            options.ConcurrentRuns
        );
        Expect(
            options.ConcurrentCalls is >= 1 and <= 64,
            nameof(options.ConcurrentCalls),
            new("spec.expect.whole", ("from", "1"), ("to", "64")),
            options.ConcurrentCalls
        );
        Expect(
            options.CallThreads is >= 1 and <= 1024,
            nameof(options.CallThreads),
            new("spec.expect.whole", ("from", "1"), ("to", "1024")),
            options.CallThreads
        );
        Expect(
            options.WarmModelMegabytes is >= 100 and <= 1_000_000,
            nameof(options.WarmModelMegabytes),
            new("spec.expect.whole", ("from", "100"), ("to", "1,000,000")),
            options.WarmModelMegabytes
        );
        Expect(
            options.StateMegabytes is >= 0 and <= 1_000_000,
            nameof(options.StateMegabytes),
            new("spec.expect.whole", ("from", "0"), ("to", "1,000,000")),
            options.StateMegabytes
        );
        Expect(options.MaxAttempts is >= 1 and <= 20, nameof(options.MaxAttempts), new("spec.expect.whole", ("from", "1"), ("to", "20")), options.MaxAttempts);
        Expect(
            options.RetrySeconds is >= 0 and <= 3600,
            nameof(options.RetrySeconds),
            new("spec.expect.number", ("from", "0"), ("to", "3600")),
            options.RetrySeconds
        );
        Expect(
            options.StopSeconds is >= 0.1 and <= 600,
            nameof(options.StopSeconds),
            new("spec.expect.number", ("from", "0.1"), ("to", "600")),
            options.StopSeconds
        );
        return faults;
    }
}
