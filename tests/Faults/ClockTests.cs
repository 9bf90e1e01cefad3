using System.Diagnostics;
using System.Globalization;

namespace MlOpsDashboard.Faults;

/// <summary>The dashboard's clock is set back and forth by up to two hours while it works and between its starts; its children keep the machine's
/// clock.</summary>
public sealed class ClockTests(ITestOutputHelper output) : IDisposable
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    private readonly OldDataFolder old = OldDataFolder.Unpack("0.1.0");

    public void Dispose() => old.Dispose();

    [Fact]
    public async Task Clock_SetBackAndForth_LosesNothingAcknowledged_AndAllWorkEnds()
    {
        Assert.SkipUnless(File.Exists(Library), "libfaketime is not installed.");
        var random = new Random(Form.Seed);
        var team = new Team(old.Data, random);
        var clock = Path.Combine(old.Root, "clock");
        await SetAsync(0);
        for (var round = 0; round < Form.Rounds(inShort: 2); round++)
        {
            await SetAsync(random.Next(-7200, 7200));
            await using var victim = VictimProcess.Start(
                old.Data,
                new Dictionary<string, string>
                {
                    ["LD_PRELOAD"] = Library,
                    ["FAKETIME_TIMESTAMP_FILE"] = clock,
                    ["FAKETIME_CACHE_DURATION"] = "1",
                    ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                }
            );
            Assert.True(await victim.IsReadyAsync());
            for (var i = 0; i < 4; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(1.5))
                    Assert.True(await team.ActAsync(victim));
                await SetAsync(random.Next(-7200, 7200));
            }
            if (round % 2 == 0)
                victim.Kill();
            else
                await victim.EndAsync();
        }

        await Ending.DrainAsync(old.Data, TestContext.Current.CancellationToken);
        output.WriteLine($"Acknowledged: {team}");
        Assert.Empty(team.Refusals);
        var faults = await Aftermath.FaultsAsync(old.Data, team, TestContext.Current.CancellationToken);
        Assert.True(faults.Count == 0, string.Join('\n', faults));

        // libfaketime reads the file once a second: it is replaced in one step.
        async Task SetAsync(int seconds)
        {
            await File.WriteAllTextAsync(clock + ".next", seconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
            File.Move(clock + ".next", clock, overwrite: true);
        }
    }
}
