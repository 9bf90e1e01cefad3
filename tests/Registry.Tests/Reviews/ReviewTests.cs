using Microsoft.Data.Sqlite;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Reviews;

public sealed class ReviewTests : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", null, [new(Permission.Administer)]);
    private static readonly Caller Ben = new("ben", null, [new(Permission.Administer)]);
    private static readonly Caller Cleo = new("cleo", null, [new(Permission.Review)]);
    private RegistryFixture registry = null!;
    private ModelId model;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        var run = await registry.AddFinishedRunAsync(await registry.AddDatasetAsync("pets", 20), [0.9]);
        for (var i = 0; i < 3; i++)
            model = (await registry.Models.AddVersionAsync("net", await registry.ContentsOfAsync(run), Anna, Cancelled)).Value!.Model;
        await RulesAsync(new() { ByReviewOnly = true });
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Alias_ThatIsReviewed_MovesByNothingElse()
    {
        var revision = (await registry.SendAsync(new GetModel("net")))!.Revision;
        Assert.Contains("approved review alone", (await registry.SendAsync(Anna, new MoveAlias(model, "champion", 1, "why", revision))).Refusal);
        Assert.Contains("approved review alone", (await registry.SendAsync(Anna, new RemoveAlias(model, "champion", "why", revision))).Refusal);
        Assert.True((await registry.SendAsync(Anna, new MoveAlias(model, "staging", 1, "why", revision))).IsDone);

        var judged = await JudgedAsync(1, Anna);
        Assert.Contains("somebody else", (await registry.SendAsync(Anna, GateBench.Approve(judged))).Refusal);
        Assert.True((await registry.SendAsync(Ben, GateBench.Approve(judged))).Value);
        Assert.Equal(1, await CarrierAsync());
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task Request_AskedAgain_IsTheOpenOne()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RequestAsync(1, Anna)));
        Assert.Single(asked.Distinct());
        Assert.Single(await registry.SendAsync(new ListActivity()), line => line.Action == "review-requested");
        await GateBench.JudgeAsync(registry, asked[0]);
        Assert.Equal(asked[0], await RequestAsync(1, Ben));
        Assert.True((await registry.SendAsync(Ben, new RejectReview(asked[0], "no"))).IsDone);
        Assert.NotEqual(asked[0], await RequestAsync(1, Ben));
    }

    [Fact]
    public async Task Approval_OfWhatIsNoLongerThere_IsRefused()
    {
        var judged = await JudgedAsync(1, Anna);
        foreach (
            var other in new[]
            {
                GateBench.Approve(judged) with
                {
                    Artifact = judged.Artifact[..^1] + (judged.Artifact[^1] == '0' ? '1' : '0'),
                },
                GateBench.Approve(judged) with
                {
                    ReportHash = "0",
                },
                GateBench.Approve(judged) with
                {
                    Rules = 7,
                },
            }
        )
            Assert.NotNull((await registry.SendAsync(Ben, other)).Refusal);

        // A report that somebody wrote into the database is not the gate's.
        Change("UPDATE Reviews SET ReportJson = replace(ReportJson, '0.9', '0.99')");
        Assert.Contains("no longer the one that the gate wrote", (await registry.SendAsync(Ben, GateBench.Approve(judged))).Refusal);
        Assert.NotNull((await registry.SendAsync(new GetReview(judged.Id)))!.Changed);
        Change("UPDATE Reviews SET ReportJson = replace(ReportJson, '0.99', '0.9')");

        // A file that is damaged is none to serve.
        await File.AppendAllTextAsync(registry.Layout.Blob(judged.Artifact), "x", Cancelled);
        Assert.NotNull((await registry.SendAsync(Ben, GateBench.Approve(judged))).Refusal);
        Assert.Null(await CarrierAsync());
    }

    [Fact]
    public async Task Alias_ThatMovedMeanwhile_AsksTheGateAgain()
    {
        var one = await JudgedAsync(1, Anna);
        var two = await JudgedAsync(2, Anna);
        Assert.True((await registry.SendAsync(Ben, GateBench.Approve(one))).Value);
        var refused = await registry.SendAsync(Ben, GateBench.Approve(two));
        Assert.Contains("champion was on no version; now it is on version 1, moved by ben", refused.Refusal);
        Assert.True((await registry.Get<IReviewStore>().JudgeAgainAsync(two.Id, Anna, Cancelled)).IsDone);
        two = await GateBench.JudgeAsync(registry, two.Id);
        Assert.Equal(1, two.Report!.Incumbent!.Version);
        Assert.True((await registry.SendAsync(Ben, GateBench.Approve(two))).Value);
        Assert.Equal(2, await CarrierAsync());
    }

    [Fact]
    public async Task Rules_ThatFail_AreSaidWithNumbers_AndRefuseTheApproval()
    {
        await PromoteAsync(1);
        await RulesAsync(
            new()
            {
                ByReviewOnly = true,
                Minimum = 0.95,
                MostLossOfClass = 0.01,
                MostLoss = 0.02,
            }
        );
        var judged = await JudgedAsync(
            2,
            Anna,
            report => report with { LeakCount = 1, Leaks = [new("cat/1.png", "a", "cat/9.png", "b", Leak.Incumbent, true)] }
        );
        Assert.False(judged.Passes);
        Assert.Equal(
            [("leaks", false), ("minimum", false), ("classes", false), ("loss", true), ("parity", true)],
            judged.Results.Where(rule => rule.HasPassed is not null).Select(rule => (rule.Rule, rule.HasPassed!.Value))
        );
        string Said(string rule) => judged.Results.Single(r => r.Rule == rule).Said.Sentence;
        Assert.Contains("cat/1.png", Said("leaks"));
        Assert.Contains("dog (-2.0)", Said("classes"));
        Assert.Contains("90.0 %", Said("minimum"));
        Assert.Contains("3 rules", (await registry.SendAsync(Ben, GateBench.Approve(judged))).Refusal);

        // Rules are data: others let it pass, and whoever read the earlier ones reads again.
        await RulesAsync(new() { ByReviewOnly = true, MostLeaks = 1 });
        Assert.Contains("changed meanwhile by anna", (await registry.SendAsync(Ben, GateBench.Approve(judged))).Refusal);
        var read = (await registry.SendAsync(new GetReview(judged.Id)))!;
        Assert.True((await registry.SendAsync(Ben, GateBench.Approve(read))).Value);
        Assert.Equal(3, await registry.ReadAsync(context => Task.FromResult(context.AliasRules.Count())));
    }

    [Fact]
    public async Task Incumbent_ThatCannotBeCompared_FailsTheRuleThatNeedsIt()
    {
        await PromoteAsync(1);
        GateReport Unpaired(GateReport report) =>
            report with
            {
                Paired = null,
                Classes = [],
                Incumbent = report.Incumbent! with { Fault = new("review.incumbent.names", ("expected", "cat, dog"), ("received", "cat")) },
            };
        var judged = await JudgedAsync(2, Anna, Unpaired);
        Assert.Contains("It answers cat", judged.Results.Single(rule => rule.HasPassed == false).Said.Sentence);
        await RulesAsync(new() { ByReviewOnly = true, MostLossOfClass = null });
        Assert.True((await registry.SendAsync(new GetReview(judged.Id)))!.Passes);
    }

    [Fact]
    public async Task Approvals_OfSeveral_AreCountedOnceEach()
    {
        await RulesAsync(new() { ByReviewOnly = true, Approvals = 2 });
        var judged = await JudgedAsync(1, Anna);
        Assert.False((await registry.SendAsync(Ben, GateBench.Approve(judged))).Value);
        Assert.Contains("approved this report already", (await registry.SendAsync(Ben, GateBench.Approve(judged))).Refusal);
        Assert.Null(await CarrierAsync());
        // An approval of an earlier report says nothing of a later one.
        Assert.True((await registry.Get<IReviewStore>().JudgeAgainAsync(judged.Id, Anna, Cancelled)).IsDone);
        var again = await GateBench.JudgeAsync(registry, judged.Id, report => report with { Held = 101 });
        Assert.False((await registry.SendAsync(Cleo, GateBench.Approve(again))).Value);
        Assert.True((await registry.SendAsync(Ben, GateBench.Approve(again))).Value);
        Assert.Equal(1, await CarrierAsync());
    }

    [Theory]
    [InlineData(60)]
    public async Task Decisions_OfManyAtOnce_OneWinsAndTheOthersAreTold(int rounds)
    {
        await using var other = registry.Beside();
        var before = await MovesAsync();
        for (var round = 0; round < rounds; round++)
        {
            var judged = await JudgedAsync((await CarrierAsync() ?? 2) == 1 ? 2 : 1, Anna);
            var outcomes = await Task.WhenAll(
                ApproveAsync(registry, Ben, judged),
                ApproveAsync(other, Cleo, judged),
                registry.SendAsync(Cleo, new RejectReview(judged.Id, "no")),
                other.SendAsync(Ben, new RejectReview(judged.Id, "no"))
            );
            Assert.Single(outcomes, outcome => outcome.IsDone);
            Assert.All(outcomes.Where(outcome => !outcome.IsDone), outcome => Assert.Contains("already, by", outcome.Refusal));
            var ended = (await registry.SendAsync(new GetReview(judged.Id)))!;
            Assert.Single(ended.Lines, line => line.Kind is ReviewLineKind.Approved or ReviewLineKind.Rejected);
            if (ended.Status == ReviewStatus.Approved)
            {
                Assert.Equal(++before, await MovesAsync());
                Assert.Equal(judged.Version, await CarrierAsync());
            }
        }
        Assert.Equal(before, await MovesAsync());
        Assert.Null(ActivityChain.Break(registry.Layout.Database));
    }

    [Fact]
    public async Task Decision_DeliveredManyTimes_HasOneEffect()
    {
        var judged = await JudgedAsync(1, Anna);
        await using var other = registry.Beside();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? registry : other).SendAsync(Ben, GateBench.Approve(judged))));
        Assert.Single(outcomes, outcome => outcome.IsDone);
        Assert.Equal(1, await MovesAsync());
        Assert.Single((await registry.SendAsync(new GetReview(judged.Id)))!.Lines, line => line.Kind == ReviewLineKind.Approved);
    }

    [Fact]
    public async Task RollBack_GoesBackStepByStep_AndNeverForward()
    {
        await PromoteAsync(1);
        await PromoteAsync(2);
        await PromoteAsync(3);
        Assert.Equal(2, (await registry.SendAsync(new GetAliasRules(model))).Before["champion"]);
        Assert.True((await BackAsync(3)).IsDone);
        Assert.Equal(2, await CarrierAsync());
        // Clicked twice: the second means what is no longer there.
        Assert.Contains("now", (await BackAsync(3)).Refusal);
        Assert.True((await BackAsync(2)).IsDone);
        Assert.Equal(1, await CarrierAsync());
        Assert.Contains("nothing to go back to", (await BackAsync(1)).Refusal);
        await PromoteAsync(3);
        Assert.True((await BackAsync(3)).IsDone);
        Assert.Equal(1, await CarrierAsync());
        Assert.Equal(3, (await registry.SendAsync(new ListReviews(Model: model))).Count(review => review.IsRollback));
        Assert.Equal(3, (await registry.SendAsync(new ListActivity())).Count(line => line.Action == "alias-rolled-back"));
    }

    [Fact]
    public async Task Reason_IsAmendedByAFurtherLine()
    {
        var judged = await JudgedAsync(1, Anna);
        Assert.True((await registry.SendAsync(Ben, new RejectReview(judged.Id, "to slow"))).IsDone);
        var line = (await registry.SendAsync(Ben, new GetReview(judged.Id)))!.Lines[^1];
        Assert.True(line.IsOwn);
        Assert.Contains("ben gave that reason", (await registry.SendAsync(Anna, new AmendReason(judged.Id, line.Id, "x"))).Refusal);
        Assert.True((await registry.SendAsync(Ben, new AmendReason(judged.Id, line.Id, "too slow"))).IsDone);
        line = (await registry.SendAsync(Anna, new GetReview(judged.Id)))!.Lines[^1];
        Assert.Equal(("to slow", "too slow", false), (line.Text, line.Amended, line.IsOwn));
        Assert.Equal(4, await registry.ReadAsync(context => Task.FromResult(context.ReviewLines.Count())));
    }

    [Fact]
    public async Task Withdrawn_IsLeftAloneByItsGate()
    {
        var review = await RequestAsync(1, Anna);
        var lease = (await registry.Get<IWorkLedger>().AcquireAsync(WorkId.Of(review), new("boot", 1, 1), Cancelled))!;
        Assert.Contains(
            "asked for it",
            (await registry.Get<IReviewStore>().WithdrawAsync(review, new("dan", null, [new(Permission.Contribute)]), Cancelled)).Refusal
        );
        Assert.True((await registry.Get<IReviewStore>().WithdrawAsync(review, Anna, Cancelled)).IsDone);
        Assert.False(await registry.Get<IReviewStore>().DeliverAsync(lease, new(1, 1, 1), Cancelled));
        await registry.Get<IReviewStore>().RefuseAsync(lease, new("review.gate.stopped"), Cancelled);
        Assert.Equal(ReviewStatus.Withdrawn, (await registry.SendAsync(new GetReview(review)))!.Status);
    }

    [Fact]
    public async Task Gate_ThatRefuses_LeavesNothingToApprove_AndIsAskedAgain()
    {
        var review = await RequestAsync(1, Anna);
        await GateBench.RefuseAsync(registry, review, new Refusal("review.gate.stopped"));
        var refused = (await registry.SendAsync(new GetReview(review)))!;
        Assert.Equal((ReviewStatus.Refused, "It was stopped."), (refused.Status, refused.Said!.Sentence));
        Assert.NotNull((await registry.SendAsync(Ben, new ApproveReview(review, refused.Artifact, "", refused.Rules.Number, "why"))).Refusal);
        Assert.True((await registry.Get<IReviewStore>().JudgeAgainAsync(review, Anna, Cancelled)).IsDone);
        Assert.True((await GateBench.JudgeAsync(registry, review)).Passes);
    }

    [Fact]
    public async Task Rules_ThatMakeNoSense_AreRefused()
    {
        foreach (
            var rules in new AliasRules[]
            {
                new() { Approvals = 0 },
                new() { Approvals = 11 },
                new() { MostLossOfClass = 1.5 },
                new() { MostLoss = -0.1 },
                new() { Minimum = double.NaN },
                new() { MostLeaks = -1 },
            }
        )
            Assert.NotNull((await registry.SendAsync(Anna, new SetAliasRules(model, "champion", rules, 1, "why"))).Refusal);
        // Of two at once, the second read rules that no longer stand.
        Assert.Contains("changed meanwhile by anna", (await registry.SendAsync(Ben, new SetAliasRules(model, "champion", new(), 0, "why"))).Refusal);
    }

    [Fact]
    public async Task Lines_CannotBeChanged()
    {
        await PromoteAsync(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            registry.ReadAsync(async context =>
            {
                context.Remove(context.ReviewLines.First());
                return await context.SaveChangesAsync(Cancelled);
            })
        );
    }

    private async Task<ReviewId> RequestAsync(int version, Caller by)
    {
        var asked = await registry.Get<IReviewStore>().RequestAsync(new(model, Aliases.Champion, version, "better"), by, Cancelled);
        Assert.Null(asked.Refusal);
        return asked.Value;
    }

    private async Task<ReviewDetails> JudgedAsync(int version, Caller by, Func<GateReport, GateReport>? change = null) =>
        await GateBench.JudgeAsync(registry, await RequestAsync(version, by), change);

    private static async Task<Outcome> ApproveAsync(RegistryFixture on, Caller by, ReviewDetails judged) => await on.SendAsync(by, GateBench.Approve(judged));

    private async Task PromoteAsync(int version)
    {
        var approved = await registry.SendAsync(Ben, GateBench.Approve(await JudgedAsync(version, Anna)));
        Assert.True(approved.Value, approved.Refusal);
    }

    private Task<Outcome<ReviewId>> BackAsync(int from) => registry.SendAsync(Ben, new RollBackAlias(model, Aliases.Champion, from, "it fails"));

    private async Task<int?> CarrierAsync() =>
        (await registry.SendAsync(new GetModel("net")))!.Aliases.TryGetValue(Aliases.Champion, out var version) ? version : null;

    private Task<int> MovesAsync() => registry.ReadAsync(context => Task.FromResult(context.AliasMoves.Count()));

    private async Task RulesAsync(AliasRules rules)
    {
        var now = (await registry.SendAsync(new GetAliasRules(model))).Of(Aliases.Champion);
        var set = await registry.SendAsync(Anna, new SetAliasRules(model, Aliases.Champion, rules, now.Number, "agreed"));
        Assert.Null(set.Refusal);
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={registry.Layout.Database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
