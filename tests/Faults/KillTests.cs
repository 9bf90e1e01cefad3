using System.Diagnostics;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Faults;

/// <summary>kill -9, now and then after a second in which nothing moved, at random moments of starts (of which the first change the schema), imports, runs and
/// registrations, on one data folder.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly OldDataFolder old = OldDataFolder.Unpack("0.1.0");

    public void Dispose() => old.Dispose();

    [Fact]
    public async Task Kill_AtRandomMoments_LosesNothingAcknowledged_AndAllWorkEnds()
    {
        var random = new Random(Form.Seed);
        var team = new Team(old.Data, random);
        for (var round = 0; round < Form.Rounds(inShort: 4); round++)
        {
            await using var victim = VictimProcess.Start(old.Data);
            // Every third in its start, the first of all in the change of schema.
            var ready = round % 3 != 0;
            if (ready && !await victim.IsReadyAsync())
                Assert.Fail("It did not start.");
            var moment = TimeSpan.FromSeconds(random.NextDouble() * (ready ? 6 : 2));
            var begun = Stopwatch.GetTimestamp();
            var killing = KillAsync(victim, moment, random.Next(3));
            if (ready)
                while (await team.ActAsync(victim))
                {
                    // Until it is gone.
                }
            await killing;
            output.WriteLine(
                $"Round {round}: killed {(ready ? "at work" : "in its start")} after {moment.TotalSeconds:0.00} s ({Stopwatch.GetElapsedTime(begun).TotalSeconds:0.00})"
            );
        }

        await Ending.DrainAsync(old.Data, TestContext.Current.CancellationToken);
        output.WriteLine($"Acknowledged: {team}; refused: {string.Join(" | ", team.Refusals)}");
        var faults = await Aftermath.FaultsAsync(old.Data, team, TestContext.Current.CancellationToken);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <param name="what">0: the victim, which was frozen halfway; 1: its children, too; 2: its children first.</param>
    private async Task KillAsync(VictimProcess victim, TimeSpan after, int what)
    {
        await Task.Delay(after / 2, TestContext.Current.CancellationToken);
        if (what == 0)
            await victim.FreezeAsync(TimeSpan.FromSeconds(1));
        await Task.Delay(after / 2, TestContext.Current.CancellationToken);
        if (what == 2)
        {
            KillChildren();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        victim.Kill();
        if (what == 1)
            KillChildren();
    }

    private void KillChildren()
    {
        foreach (var id in Posix.WithVariable(ChildEnvironment.Marker, old.Data).ToList())
            Posix.Kill(id, Posix.SigKill);
    }
}
