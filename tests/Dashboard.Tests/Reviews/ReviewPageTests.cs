using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Pages.Reviews;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;
using Direction = MlOpsDashboard.Core.Metrics.Direction;

namespace MlOpsDashboard.Dashboard.Tests.Reviews;

public sealed class ReviewPageTests : DashboardContext
{
    private static readonly GateReport Report = new(
        "image-classification",
        new("accuracy", Direction.Larger, MetricSpec.Share),
        "pets",
        2,
        "h",
        200,
        Side(3, 0.86),
        Side(2, 0.80),
        new(200, 0.80, 0.86, 0.06, new(0.015, 0.105), 5, 17, 0.017),
        [new("cat", 100, 0.8, 0.7, new(-0.2, 0))],
        [new("test/1.png", new('a', 64), "train/9.png", new('b', 64), Leak.Candidate, true)],
        1,
        [new("test/2.png", null, "cat", "dog", "cat", true)]
    );

    private static readonly ReviewDetails Judged = new(
        ReviewId.New(),
        ModelId.New(),
        "net",
        "champion",
        3,
        ModelVersionId.New(),
        new('c', 64),
        "ben",
        default,
        ReviewStatus.Judged,
        null,
        2,
        2,
        Report,
        new('d', 64),
        new("champion", 4, new(), "anna", null),
        [new("leaks", false, new("review.unjudged")), new("approvals", null, new("review.own"))],
        [new(1, ReviewLineKind.Requested, default, "ben", null, "beter", "better", null, null, null, true)],
        false,
        null,
        null,
        true,
        true
    );

    private ReviewDetails? shown = Judged;

    public ReviewPageTests() => Sender.On<GetReview, ReviewDetails?>(_ => shown);

    [Fact]
    public void Page_OpensWithTheAnswer_AndSaysEachRuleClassLeakAndReason()
    {
        var page = Open();
        Assert.Equal("Version 3 asks to be champion: 12 more of 200 test pictures right (95 % interval 3 to 21)", page.Find(Test("headline")).TextContent);
        Assert.Contains("Fails", page.Find(Test("rule-leaks")).TextContent);
        Assert.Contains("Waits", page.Find(Test("rule-approvals")).TextContent);
        Assert.Contains("McNemar p 0.017", page.Find(Test("paired")).TextContent);
        Assert.Contains("−10.0 points", page.Find(Test("review-classes")).TextContent);
        Assert.Contains("train/9.png", page.Find(Test("leaks")).TextContent);
        Assert.Contains("“better”", page.Find(Test("review-lines")).TextContent);
        Assert.Contains("(first “beter”)", page.Find(Test("review-lines")).TextContent);
    }

    [Fact]
    public void Approval_IsOfWhatWasRead()
    {
        Sender.On<ApproveReview, Outcome<bool>>(_ => true);
        Render<MudPopoverProvider>();
        var dialogs = Render<MudDialogProvider>();
        var page = Open();
        page.Find(Test("approve")).Click();
        dialogs.WaitForElement(Test("reason"));
        Assert.True(dialogs.Find(Test("confirm-reason")).HasAttribute("disabled"));
        dialogs.Find(Test("reason")).Input(" looks right ");
        dialogs.Find(Test("confirm-reason")).Click();
        Assert.Equal(new ApproveReview(Judged.Id, Judged.Artifact, Judged.ReportHash!, 4, "looks right"), Assert.Single(Sender.SentOf<ApproveReview>()));
    }

    [Fact]
    public void Refusal_StaysWithTheReason()
    {
        Sender.On<ApproveReview, Outcome<bool>>(_ => Outcome<bool>.Refused(Refusal.OfSentence("It is approved already, by maria.")));
        Render<MudPopoverProvider>();
        var dialogs = Render<MudDialogProvider>();
        Open().Find(Test("approve")).Click();
        dialogs.WaitForElement(Test("reason"));
        dialogs.Find(Test("reason")).Input("looks right");
        dialogs.Find(Test("confirm-reason")).Click();
        dialogs.WaitForAssertion(() => Assert.Contains("approved already, by maria", dialogs.Find(Test("reason-refusal")).TextContent));
        // The field stands as it was typed: only the browser writes it.
        Assert.NotNull(dialogs.Find(Test("reason")));
    }

    [Fact]
    public void WhoMayNotApprove_IsToldWhy_AndWhoMayNotReview_HasNoButtons()
    {
        shown = Judged with { WhyNotApprove = new("review.own") };
        var page = Open();
        Assert.True(page.Find(Test("approve")).HasAttribute("disabled"));
        Assert.Contains("somebody else has to approve", page.Find(Test("review-why-not")).TextContent);
        shown = Judged with { MayReview = false, MayWithdraw = false };
        page = Open();
        Assert.Empty(page.FindAll(Test("approve")));
        Assert.Empty(page.FindAll(Test("reject")));
        Assert.Empty(page.FindAll(Test("withdraw")));
    }

    [Fact]
    public void WhatChangedSince_IsSaid_AndTheGateIsAskedAgain()
    {
        Sender.On<JudgeAgain, Outcome>(_ => Outcome.Done);
        shown = Judged with { Changed = new("review.changed.report"), WhyNotApprove = new("review.changed.report") };
        var page = Open();
        Assert.Contains("no longer the one that the gate wrote", page.Find(Test("review-changed")).TextContent);
        page.Find(Test("judge-again")).Click();
        Assert.Single(Sender.SentOf<JudgeAgain>());
    }

    [Fact]
    public void Gate_ThatRefused_SaysWhy()
    {
        shown = Judged with { Status = ReviewStatus.Refused, Report = null, Results = [], Said = new("review.gate.stopped") };
        Assert.Contains("It was stopped.", Open().Find(Test("gate-refused")).TextContent);
    }

    [Fact]
    public void Review_ThatIsNone_SaysSo()
    {
        shown = null;
        Assert.Equal("There is no such review", Open().Find(Test("headline")).TextContent);
        Assert.Equal("There is no such review", Render<ReviewPage>(p => p.Add(r => r.Id, "x'; DROP")).Find(Test("headline")).TextContent);
    }

    [Fact]
    public async Task Rules_AreTypedInPercentAndPoints()
    {
        Sender.On<SetAliasRules, Outcome>(_ => Outcome.Done);
        Render<MudPopoverProvider>();
        var dialogs = Render<MudDialogProvider>();
        var now = new StoredAliasRules("champion", 4, new() { MostLossOfClass = 0.05 }, "anna", null);
        await dialogs.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<RulesDialog>(
                    "",
                    new DialogParameters<RulesDialog>
                    {
                        { d => d.Model, Judged.Model },
                        { d => d.Now, now },
                        { d => d.Metric, Report.Primary },
                    }
                )
        );
        dialogs.WaitForElement(Test("rules-minimum"));
        Assert.Contains("Nothing is changed", dialogs.Markup);
        dialogs.Find(Test("rules-minimum")).Input("eighty");
        Assert.Contains("Numbers are expected", dialogs.Markup);
        dialogs.Find(Test("rules-minimum")).Input("82.5");
        dialogs.Find(Test("rules-class")).Input("");
        dialogs.Find(Test("rules-approvals")).Input("2");
        dialogs.Find(Test("by-review-only")).Change(true);
        dialogs.Find(Test("rules-reason")).Input("agreed");
        dialogs.Find(Test("save-rules")).Click();
        Assert.Equal(
            new SetAliasRules(
                Judged.Model,
                "champion",
                new()
                {
                    ByReviewOnly = true,
                    Approvals = 2,
                    Minimum = 0.825,
                    MostLossOfClass = null,
                },
                4,
                "agreed"
            ),
            Assert.Single(Sender.SentOf<SetAliasRules>())
        );
    }

    [Fact]
    public void List_SaysWhatIsOpen()
    {
        ReviewSummary Row(ReviewStatus status, bool? passed) =>
            new(
                ReviewId.New(),
                "net",
                "champion",
                3,
                2,
                "ben",
                default,
                status,
                false,
                passed,
                status == ReviewStatus.Approved ? default(DateTimeOffset) : null
            );
        Sender.On<ListReviews, IReadOnlyList<ReviewSummary>>(_ => [Row(ReviewStatus.Judged, false), Row(ReviewStatus.Approved, true)]);
        var page = Render<ReviewsPage>();
        Assert.Equal("1 review open", page.Find(Test("headline")).TextContent);
        Assert.Equal(2, page.FindAll(Test("review-row")).Count);
        Assert.Contains("rules fail", page.FindAll(Test("review-row"))[0].TextContent);
    }

    // What is approved is what the address names.
    [Fact]
    public async Task NextReview_IsShown_WhateverComesLateOfTheOneBefore()
    {
        var next = Judged with { Id = ReviewId.New(), ModelName = "pets" };
        var late = new TaskCompletionSource<ReviewDetails?>();
        Sender.OnAsync<GetReview, ReviewDetails?>(q => q.Review == next.Id ? Task.FromResult<ReviewDetails?>(next) : late.Task);
        var page = Open();
        page.Render(parameters => parameters.Add(p => p.Id, next.Id.ToString()));
        Assert.Contains("pets", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => late.SetResult(Judged));
        Assert.Contains("pets", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Review of net", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ReviewPage> Open() => Render<ReviewPage>(parameters => parameters.Add(page => page.Id, Judged.Id.ToString()));

    private static GateSide Side(int version, double accuracy) =>
        new(
            version,
            "a",
            16_000_000,
            200,
            new Dictionary<string, double?> { ["accuracy"] = accuracy },
            new Dictionary<string, Interval?> { ["accuracy"] = new(accuracy - 0.05, accuracy + 0.05) },
            0.04,
            8.4
        );
}
