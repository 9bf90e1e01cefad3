using System.Diagnostics;

namespace MlOpsDashboard.Faults;

/// <summary>The team works while its disk fills and empties; every other time the dashboard is killed and started anew on the full disk.</summary>
internal sealed class FullDiskScenario(string root, string ballast, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random random = new(Form.Seed);
    private readonly List<string> faults = [];
    private readonly long started = Stopwatch.GetTimestamp();

    /// <returns>Everything that is wrong, each in a sentence.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var team = new Team(root, random);
        var victim = VictimProcess.Start(root);
        if (!await victim.IsReadyAsync())
            return ["It did not start."];
        for (var round = 0; round < Form.Rounds(inShort: 2); round++)
        {
            await ActAsync(team, victim, TimeSpan.FromSeconds(1 + (3 * random.NextDouble())));
            Fill();
            var before = team.Refusals.Count;
            await ActAsync(team, victim, TimeSpan.FromSeconds(2));
            await PausedAsync(victim, round);
            foreach (var refusal in team.Refusals.Skip(before).Where(r => !r.Contains("disk", StringComparison.OrdinalIgnoreCase)))
                faults.Add($"On a full disk it says: {refusal}");
            await output.WriteLineAsync(
                $"Round {round} after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: {team.Refusals.Count - before} things refused on the full disk."
            );
            if (round % 2 == 1)
            {
                victim.Kill();
                await victim.DisposeAsync();
                victim = VictimProcess.Start(root);
                // On a full disk it may say so and end; it must not take harm.
                if (!await victim.IsReadyAsync())
                {
                    await victim.DisposeAsync();
                    File.Delete(ballast);
                    victim = VictimProcess.Start(root);
                    if (!await victim.IsReadyAsync())
                        return [.. faults, "It did not start after space was there."];
                }
            }
            File.Delete(ballast);
        }
        try
        {
            await Ending.DrainAsync(victim, CancellationToken.None);
            await victim.EndAsync();
        }
        catch (TimeoutException e)
        {
            return [.. faults, e.Message];
        }
        await Ending.DrainAsync(root, CancellationToken.None);
        await output.WriteLineAsync($"Acknowledged: {team}");
        return [.. faults, .. await Aftermath.FaultsAsync(root, team, CancellationToken.None)];
    }

    private async Task ActAsync(Team team, VictimProcess victim, TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < time)
            if (!await team.ActAsync(victim))
            {
                faults.Add("The dashboard ended, or did not answer a question, on a full disk.");
                return;
            }
    }

    // What was at work says why it waits, or every page says it where the database can't take even that.
    private async Task PausedAsync(VictimProcess victim, int round)
    {
        var begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var waiting = await victim.AskAsync("waiting") ?? ["no"];
            var notice = await victim.AskAsync("notice") ?? [];
            if (waiting.Concat(notice).Any(w => w.Contains("disk", StringComparison.OrdinalIgnoreCase)) || await victim.AskAsync("open") is ["ok", "0"])
                return;
            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                faults.Add($"Round {round}: nothing says that the disk is full: {string.Join(" | ", waiting)}");
                return;
            }
            await timer.WaitForNextTickAsync();
        }
    }

    private void Fill()
    {
        using var file = new FileStream(ballast, FileMode.Append, FileAccess.Write, FileShare.None, 1);
        var piece = new byte[4096];
        try
        {
            while (true)
                file.Write(piece);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
