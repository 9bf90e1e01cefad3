using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Faults.Races;

/// <summary>The data folder on which people race: models of three versions each, and reviews whose gate has answered. Written by the registry's own stores, as
/// a second process beside the dashboard.</summary>
internal sealed class RaceBench : IAsyncDisposable
{
    private const int Models = 12,
        Pictures = 20;

    private static readonly Caller Asker = new("anna", null, [new(Permission.Administer)]);
    private static readonly Caller Setter = new("set-up", null, [new(Permission.Administer)]);

    private readonly string folder;
    private readonly List<ModelId> models = [];

    private RaceBench(string folder, RegistryFixture registry) => (this.folder, Registry) = (folder, registry);

    public RegistryFixture Registry { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="folder">Is made, and removed with the bench.</param>
    public static async Task<RaceBench> MakeAsync(string folder)
    {
        RegistryFixture beside;
        await using (var first = await RegistryFixture.OpenAsync(folder, new FakeTimeProvider(TimeProvider.System.GetUtcNow())))
            beside = first.Beside();
        var bench = new RaceBench(folder, beside);
        // The pictures of the sample dataset are the words that their names are hashes of.
        foreach (var picture in Enumerable.Range(0, Pictures).SelectMany(i => new[] { $"cat{i}", $"dog{i}" }))
        {
            var blob = beside.Layout.Blob(Samples.Sha(picture));
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            await File.WriteAllTextAsync(blob, picture, Cancel);
        }
        var run = await beside.AddFinishedRunAsync(await beside.AddDatasetAsync("pets", Pictures), [0.9]);
        for (var i = 0; i < Models; i++)
        {
            var model = default(ModelId);
            for (var version = 0; version < 3; version++)
                model = (await beside.Models.AddVersionAsync($"net-{i:00}", await beside.ContentsOfAsync(run), Asker, Cancel)).Value!.Model;
            bench.models.Add(model);
            await bench.RulesAsync(model, Aliases.Champion, new() { ByReviewOnly = true });
            await bench.RulesAsync(model, Aliases.Staging, new() { ByReviewOnly = true, Approvals = 2 });
        }
        return bench;
    }

    /// <summary>A race's review, judged, on another model than the last one's.</summary>
    public async Task<Race> PrepareAsync(int number, RaceKind kind)
    {
        var (name, model) = ($"net-{number % Models:00}", models[number % Models]);
        var alias = kind switch
        {
            RaceKind.SecondApproval => Aliases.Staging,
            RaceKind.MoveByHand => Aliases.Challenger,
            _ => Aliases.Champion,
        };
        // What an earlier race left open is none of this one's.
        foreach (var open in await Registry.ReadAsync(c => c.Reviews.Where(r => r.ModelId == model && r.Alias == alias).ToListAsync(Cancel)))
            if (!open.HasEnded)
                await Registry.Get<IReviewStore>().WithdrawAsync(open.Id, Asker, Cancel);
        // Somewhere to go back to.
        while (kind == RaceKind.RollBack && !(await Registry.SendAsync(new GetAliasRules(model))).Before.ContainsKey(alias))
        {
            var first = await JudgedAsync(model, alias, Other(await CarrierAsync(model, alias)));
            Assert.Null((await Registry.SendAsync(Setter, GateBench.Approve(first))).Refusal);
        }
        var now = await CarrierAsync(model, alias);
        var judged = await JudgedAsync(model, alias, Other(now));
        return new(
            number,
            kind,
            name,
            model,
            alias,
            now,
            judged.Version,
            judged.Id,
            await Registry.ReadAsync(c => c.Activity.MaxAsync(a => a.Id, Cancel)),
            await Registry.ReadAsync(c => c.AliasMoves.MaxAsync(a => (long?)a.Id, Cancel)) ?? 0
        );
    }

    /// <summary>Everything that a race changed, as it is stored.</summary>
    public async Task<RaceResult> ResultAsync(Race race)
    {
        var lines = await Registry.ReadAsync(c => c.Activity.Where(a => a.Id > race.LastLine).OrderBy(a => a.Id).ToListAsync(Cancel));
        return new(
            (await Registry.SendAsync(new GetReview(race.Review)))!,
            [.. lines.Select(a => (a.Action, a.Actor))],
            await Registry.ReadAsync(c => c.AliasMoves.Where(m => m.Id > race.LastMove).OrderBy(m => m.Id).ToListAsync(Cancel)),
            await CarrierAsync(race.Model, race.Alias),
            ActivityChain.Break(Registry.Layout.Database)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static int Other(int? version) => version == 1 ? 2 : 1;

    private async Task<int?> CarrierAsync(ModelId model, string alias) =>
        await Registry.ReadAsync(c =>
            c.ModelAliases.Where(a => a.ModelId == model && a.Alias == alias).Select(a => (int?)a.Version).SingleOrDefaultAsync(Cancel)
        );

    private async Task<ReviewDetails> JudgedAsync(ModelId model, string alias, int version)
    {
        var asked = await Registry.Get<IReviewStore>().RequestAsync(new(model, alias, version, "better"), Asker, Cancel);
        Assert.Null(asked.Refusal);
        while (true)
        {
            // The dashboard beside may take the gate, and refuses: there is no holdout here.
            if (await Registry.Get<IWorkLedger>().AcquireAsync(WorkId.Of(asked.Value), new("boot", 1, 1), Cancel) is { } lease)
            {
                var known = (await Registry.Get<IReviewStore>().FindAsync(asked.Value, Cancel))!;
                await Registry.Get<IReviewStore>().JudgedAsync(lease, GateBench.Report(known), Cancel);
                var read = (await Registry.SendAsync(new GetReview(asked.Value)))!;
                if (read.Status == ReviewStatus.Judged)
                    return read;
            }
            await Task.Delay(100, Cancel);
            await Registry.Get<IReviewStore>().JudgeAgainAsync(asked.Value, Asker, Cancel);
        }
    }

    private async Task RulesAsync(ModelId model, string alias, AliasRules rules)
    {
        var now = (await Registry.SendAsync(new GetAliasRules(model))).Of(alias);
        Assert.Null((await Registry.SendAsync(Setter, new SetAliasRules(model, alias, rules, now.Number, "agreed"))).Refusal);
    }
}
