using System.Diagnostics;

namespace MlOpsDashboard.Faults;

/// <summary>A start that nobody disturbs.</summary>
internal static class Ending
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts the victim and lets it end all work, then itself in order; then once more, since what a child held at the first start is removed by the
    /// second.</summary>
    /// <exception cref="TimeoutException">Something waits for ever.</exception>
    public static async Task DrainAsync(string root, CancellationToken cancellationToken)
    {
        await StartAsync(root, cancellationToken);
        await StartAsync(root, cancellationToken);
    }

    private static async Task StartAsync(string root, CancellationToken cancellationToken)
    {
        await using var victim = VictimProcess.Start(root);
        if (!await victim.IsReadyAsync())
            throw new InvalidOperationException(
                "It did not start: " + (File.Exists(root + ".log") ? await File.ReadAllTextAsync(root + ".log", cancellationToken) : "")
            );
        await DrainAsync(victim, cancellationToken);
        await victim.EndAsync();
    }

    public static async Task DrainAsync(VictimProcess victim, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await victim.AskAsync("open") is not ["ok", "0"])
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new TimeoutException("Still waiting: " + string.Join(" | ", await victim.AskAsync("waiting") ?? []));
        }
    }
}
