using System.Diagnostics;
using MlOpsDashboard.EndToEnd;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Faults.Races;

/// <summary>Two people, each on a circuit of their own, decide at the same moment, over and over, while the dashboard is killed at random moments and started
/// again. Whatever comes first stands alone, and the other is told.</summary>
/// <remarks><c>RACES=1000 RACES_SEED=7</c> in the environment is the long form.</remarks>
public sealed class PromotionRaceTests(ITestOutputHelper output)
{
    private const string Champion = "champion";

    // Of a hundred races, in how many the dashboard is killed, and in how many each button is pressed twice.
    private const int Killed = 8,
        Twice = 25;

    private readonly Random random = new(Form.Number("RACES_SEED") ?? 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decisions_AtTheSameMoment_HaveOneEffect_AndTheLoserIsTold_WhateverIsKilled()
    {
        var folder = Path.Combine(Path.GetTempPath(), "mlops-races-" + Guid.NewGuid().ToString("N"));
        await using var bench = await RaceBench.MakeAsync(folder);
        var dashboard = await StartAsync(folder);
        var (kills, told, begun) = (0, new Dictionary<string, int>(), Stopwatch.GetTimestamp());
        var races = Form.Number("RACES") ?? 30;
        try
        {
            await using var ben = await Reviewer.JoinAsync(bench.Registry, dashboard, "ben");
            await using var cleo = await Reviewer.JoinAsync(bench.Registry, dashboard, "cleo");
            for (var number = 0; number < races; number++)
            {
                var race = await bench.PrepareAsync(number, (RaceKind)(number % Enum.GetValues<RaceKind>().Length));
                var (approver, other) = random.Next(2) == 0 ? (ben, cleo) : (cleo, ben);
                await Task.WhenAll(OpenAsync(dashboard, approver, race, RaceKind.Approve), OpenAsync(dashboard, other, race, race.Kind));
                var isKilled = random.Next(100) < Killed || number == races / 2;
                await RunAsync(approver, other, race, isKilled ? dashboard : null);
                if (isKilled)
                {
                    kills++;
                    await dashboard.DisposeAsync();
                    dashboard = await StartAsync(folder);
                }
                var decisions = (Of(approver, race, RaceKind.Approve), Of(other, race, race.Kind));
                var result = await bench.ResultAsync(race);
                var faults = result.Faults(race, decisions.Item1, decisions.Item2).ToList();
                Assert.True(
                    faults.Count == 0,
                    $"Race {number}, {race.Kind}{(isKilled ? ", killed" : "")}: {string.Join("; ", faults)} (moves {string.Join(", ", result.Moves.Select(m => $"{m.Alias} {m.Before} to {m.Version} at {m.At:O}"))}; the review beside {result.Review.Incumbent}: {string.Join(", ", result.Review.Lines.Select(l => $"{l.Kind} {l.By} {l.At:O} {l.Text}"))}; {decisions}; {approver.Page.Fault} {other.Page.Fault})\n{string.Join("\n", dashboard.Faults)}"
                );
                var won = result.History.Length == 0 ? "neither" : result.History.Replace(approver.Name, "the approver").Replace(other.Name, "the other");
                var how = $"{race.Kind}{(isKilled ? ", killed" : "")}: {won}";
                told[how] = told.GetValueOrDefault(how) + 1;
            }
            output.WriteLine(
                $"{races} races on {ben.Circuits + cleo.Circuits} circuits, {kills} kills, {ben.Again + cleo.Again} events told again, {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s:\n"
                    + string.Join('\n', told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"  {t.Key}: {t.Value}"))
            );
        }
        finally
        {
            await dashboard.DisposeAsync();
        }
        var verified = await FolderVerification.RunAsync(folder, (_, _) => { }, Cancel);
        Assert.Empty(verified.Differences);
    }

    private static Task<DashboardProcess> StartAsync(string folder) =>
        DashboardProcess.StartAsync(folder, Cancel, settings: new Dictionary<string, string> { ["Access__Mode"] = "Accounts" });

    // Opens the dialog and fills it, up to its last button.
    private static async Task OpenAsync(DashboardProcess dashboard, Reviewer person, Race race, RaceKind kind)
    {
        var (path, button, field, last) = Way(race, kind);
        // By way of another page: what stands there until the next one is drawn may be a page of the same model.
        await person.GoAsync(dashboard, "/workers");
        await NeedAsync(person.Page, p => p.Read(t => t.Find("headline") is not null) && p.TextOf(button) is null && p.TextOf(last) is null, "/workers");
        await person.GoAsync(dashboard, path);
        var page = person.Page;
        await NeedAsync(
            page,
            p => p.Read(t => t.Find("headline") is not null && t.All().Any(n => n.Text?.Contains(race.Name, StringComparison.Ordinal) == true)),
            race.Name
        );
        await NeedAsync(page, p => p.Offers(button) && p.TextOf(last) is null, button);
        page.Click(button);
        await NeedAsync(page, p => p.TextOf(field) is not null, field);
        if (kind == RaceKind.MoveByHand)
            page.Choose("promote-version", $"{race.Third}");
        if (kind == RaceKind.SetRules)
            page.Type("rules-class", $"{20 + (race.Number % 50)}");
        page.Type(field, $"race {race.Number}");
        await NeedAsync(page, p => p.Offers(last), last);
    }

    private static async Task NeedAsync(CircuitPage page, Func<CircuitPage, bool> holds, string what) =>
        Assert.True(await page.ShowsAsync(holds, what), $"The page ended before {what}: {page.Fault}");

    // Both press the last button; with a dashboard, that is killed a moment later.
    private async Task RunAsync(Reviewer approver, Reviewer other, Race race, DashboardProcess? killed)
    {
        var pressed = new[] { (Person: approver, Kind: RaceKind.Approve), (Person: other, race.Kind) };
        random.Shuffle(pressed);
        var isTwice = random.Next(100) < Twice;
        foreach (var (person, kind) in pressed)
        {
            var last = Way(race, kind).Last;
            person.Page.Click(last);
            // Again, unless the answer has taken the button away already.
            if (isTwice)
                person.Page.TryClick(last);
        }
        if (killed is not null)
        {
            await Task.Delay(random.Next(40), Cancel);
            await killed.KillAsync();
        }
        foreach (var (person, kind) in pressed)
            if (!await person.Page.ShowsAsync(p => (killed is not null ? p.HasEnded : Of(person, race, kind).HasAnswer), "an answer"))
                Assert.True(killed is not null, $"The page ended: {person.Page.Fault}");
    }

    private static Decision Of(Reviewer person, Race race, RaceKind kind)
    {
        var (_, _, _, last) = Way(race, kind);
        var refusal = person.Page.TextOf(
            kind switch
            {
                RaceKind.SetRules => "rules-refusal",
                RaceKind.MoveByHand => "promote-refusal",
                _ => "reason-refusal",
            }
        );
        return new(person.Name, person.Page.TextOf(last) is null, refusal);
    }

    // The page, the button that opens the dialog, the dialog's field for the reason, and its last button.
    private static (string Path, string Button, string Field, string Last) Way(Race race, RaceKind kind) =>
        kind switch
        {
            RaceKind.Reject => ($"/reviews/{race.Review}", "reject", "reason", "confirm-reason"),
            RaceKind.RollBack => ($"/models/{race.Name}", $"roll-back-{Champion}", "reason", "confirm-reason"),
            RaceKind.SetRules => ($"/models/{race.Name}", $"rules-{Champion}", "rules-reason", "save-rules"),
            RaceKind.MoveByHand => ($"/models/{race.Name}", $"move-{race.Alias}", "promote-reason", "confirm-promote"),
            _ => ($"/reviews/{race.Review}", "approve", "reason", "confirm-reason"),
        };
}
