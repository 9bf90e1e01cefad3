namespace MlOpsDashboard.Workers.Jobs;

/// <summary>Reports every fault of the settings together, each by its name.</summary>
internal static class WorkerOptionsRules
{
    public static IReadOnlyList<string> Faults(WorkerOptions options)
    {
        var faults = new List<string>();
        void Expect(bool holds, string setting, string expected, object? received)
        {
            if (!holds) faults.Add($"Expected setting {WorkerOptions.Section}:{setting} to be {expected}; received {Convert.ToString(received, System.Globalization.CultureInfo.InvariantCulture)}.");
        }

        Expect(options.HostPath is null || File.Exists(options.HostPath), nameof(options.HostPath), "the path of the executable mlops", options.HostPath);
        Expect(options.Threads is >= 1 and <= 1024, nameof(options.Threads), "a whole number from 1 to 1024", options.Threads);
        Expect(options.Nice is >= 0 and <= 19, nameof(options.Nice), "a whole number from 0 to 19", options.Nice);
        Expect(options.ConcurrentRuns is >= 1 and <= 64, nameof(options.ConcurrentRuns), "a whole number from 1 to 64", options.ConcurrentRuns);
        Expect(options.ConcurrentCalls is >= 1 and <= 64, nameof(options.ConcurrentCalls), "a whole number from 1 to 64", options.ConcurrentCalls);
        Expect(options.CallThreads is >= 1 and <= 1024, nameof(options.CallThreads), "a whole number from 1 to 1024", options.CallThreads);
        Expect(options.WarmModelMegabytes is >= 100 and <= 1_000_000, nameof(options.WarmModelMegabytes), "a whole number from 100 to 1,000,000", options.WarmModelMegabytes);
        Expect(options.MaxAttempts is >= 1 and <= 20, nameof(options.MaxAttempts), "a whole number from 1 to 20", options.MaxAttempts);
        Expect(options.RetrySeconds is >= 0 and <= 3600, nameof(options.RetrySeconds), "a number from 0 to 3600", options.RetrySeconds);
        Expect(options.StopSeconds is >= 0.1 and <= 600, nameof(options.StopSeconds), "a number from 0.1 to 600", options.StopSeconds);
        return faults;
    }
}
