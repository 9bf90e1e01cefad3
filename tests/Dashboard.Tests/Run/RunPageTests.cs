using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Services;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class RunPageTests : PageContext
{
    private RunDetails? details = Samples.Details(Samples.Row(1, RunStatus.Running));

    public RunPageTests()
    {
        Sender.On<GetRun, RunDetails?>(_ => details);
        Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(1, 3));
        Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(q =>
            [.. new RunLogLine[] { new(1, Samples.Now, "started", "begins"), new(2, Samples.Now, "epoch", "Epoch 1") }.Where(l => l.Sequence > q.After)]
        );
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("00000009000000000000000000000000")]
    public void UnknownRun_SaysSo(string id)
    {
        details = null;
        var page = Render<RunPage>(p => p.Add(r => r.Id, id));
        Assert.Equal("No such run", page.Find("h1").TextContent);
    }

    // "Run 1" is what people say to each other.
    [Fact]
    public void Number_NamesTheRun()
    {
        Sender.On<FindRunNumbers, IReadOnlyDictionary<int, RunId>>(q => q.Numbers.Contains(1) ? new Dictionary<int, RunId> { [1] = Samples.Id(1) } : []);
        var page = Render<RunPage>(p => p.Add(r => r.Id, "1"));
        Assert.Equal("Run 1 headline", page.Find("h1").TextContent);
        Assert.Equal(Samples.Id(1), Sender.SentOf<GetRun>().Single().Run);
        page.Render(p => p.Add(r => r.Id, "7"));
        Assert.Equal("No such run", page.Find("h1").TextContent);
        page.Render(p => p.Add(r => r.Id, Samples.Id(1).ToString()));
        Assert.Equal("Run 1 headline", page.Find("h1").TextContent);
    }

    [Fact]
    public void History_IsTheRuns_AndIsReadAgainWhereTheRunHasChanged()
    {
        Sender.On<ListHistory, IReadOnlyList<ActivityLine>>(_ => [new(Samples.Now, "anna", "run-started", "Run 1, name 1, was started.", null)]);
        Navigation.NavigateTo($"runs/{Samples.Id(1)}?tab=history");
        var page = Open();
        Assert.Equal(new ListHistory(Samples.Id(1)), Assert.Single(Sender.SentOf<ListHistory>()));
        Assert.Contains("Run 1, name 1, was started. by anna", page.Find("[data-testid=history]").TextContent);
        details = details! with { Row = details.Row with { Notes = "new" } };
        Feed.Publish(new(Samples.Id(1), [], null));
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal(2, Sender.SentOf<ListHistory>().Count()));
    }

    [Fact]
    public void Progress_IsShownWithoutAskingAgain()
    {
        var page = Open();
        Feed.Publish(new(Samples.Id(1), [new ProgressEvent(3, 5, 10, 0.5, 321, 130)], RunStatus.Running));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("Epoch 4 of 10, step 5 of 10", page.Find("[data-testid=run-progress]").TextContent));
        Assert.Contains("about 2 min left", page.Markup);
        Assert.Single(Sender.SentOf<GetRun>());
    }

    // Its database or disk may be full, its child may hang: nothing tells of it.
    [Fact]
    public void Silence_TakesTheEstimateAway_AndTheNextWordBringsItBack()
    {
        var page = Open();
        void Tell() => Feed.Publish(new(Samples.Id(1), [new ProgressEvent(3, 5, 10, 0.5, 321, 16) { Time = Clock.GetUtcNow() }], RunStatus.Running));
        Tell();
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("about 15 s left", page.Markup));
        for (var i = 0; i < 13; i++)
            Clock.Advance(TimeSpan.FromSeconds(10));
        page.WaitForAssertion(() => Assert.Contains("no word from the worker for over a minute", page.Find("[data-testid=run-progress]").TextContent));
        Assert.DoesNotContain(" left", page.Find("[data-testid=run-progress]").TextContent);
        Assert.DoesNotContain("examples/s", page.Markup);
        Tell();
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("about 15 s left", page.Markup));
    }

    [Fact]
    public void Epoch_IsReadOnce_ForAllPagesOfTheRun()
    {
        var pages = Enumerable.Range(0, 3).Select(_ => Open()).ToList();
        Assert.Single(Sender.SentOf<GetRun>());
        details = Samples.Details(Samples.Row(1, RunStatus.Running)) with { Headline = "Run 1: 80 % after 4 epochs" };
        Feed.Publish(new(Samples.Id(1), [Samples.Epoch(3)], null));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        foreach (var page in pages)
            page.WaitForAssertion(() => Assert.Equal("Run 1: 80 % after 4 epochs", page.Find("h1").TextContent));
        Assert.Equal(2, Sender.SentOf<GetRun>().Count());
        Assert.Equal(2, Sender.SentOf<GetRunCurves>().Count());
    }

    // The strip alone: charts, ledger and tabs are as they were.
    [Fact]
    public void Progress_DrawsNoChartAgain()
    {
        var page = Open();
        var before = page.FindComponents<Components.Charts.Chart>().Select(c => c.RenderCount).ToList();
        Assert.NotEmpty(before);
        Feed.Publish(new(Samples.Id(1), [new ProgressEvent(3, 5, 10, 0.5, 321, 130)], RunStatus.Running));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("step 5 of 10", page.Find("[data-testid=run-progress]").TextContent));
        Assert.Equal(before, page.FindComponents<Components.Charts.Chart>().Select(c => c.RenderCount));
    }

    // What an epoch moves is drawn; ledger, actions and the open tab stay as they are until something of them changes.
    [Fact]
    public void Epoch_DrawsOnlyWhatItMoves()
    {
        details = details! with { Ledger = [new(0, "feature extraction", 0, 9, ["dense"], 10_248, "inference", 0.001, "fff", "aa", null, null)] };
        var page = Open();
        int Ledger() => page.FindComponent<Components.Pages.Run.FreezeLedger>().RenderCount;
        int Actions() => page.FindComponent<RunActions>().RenderCount;
        var before = (Ledger(), Actions());
        Epoch(
            details with
            {
                Headline = "Run 1: 81 %",
                Row = details.Row with { EpochsDone = 4, Metrics = MetricValues.Of(("val_accuracy", 0.81)), SecondsLeft = 5 },
            }
        );
        page.WaitForAssertion(() => Assert.Equal("Run 1: 81 %", page.Find("h1").TextContent));
        Assert.Equal(before, (Ledger(), Actions()));
        Epoch(details! with { Headline = "Run 1: 82 %", Ledger = [details.Ledger[0] with { FrozenUnchanged = true }] });
        page.WaitForAssertion(() => Assert.Equal("Run 1: 82 %", page.Find("h1").TextContent));
        Assert.Contains("unchanged", page.FindComponent<Components.Pages.Run.FreezeLedger>().Markup);

        void Epoch(RunDetails now)
        {
            details = now;
            Feed.Publish(new(Samples.Id(1), [Samples.Epoch(3)], null));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // Pages opened at other moments are told together, so that one read serves them all.
    [Fact]
    public void ManyEpochs_AreReadOnceASecond_HoweverManyPagesAndWhenTheyOpened()
    {
        var pages = new List<IRenderedComponent<RunPage>>();
        for (var i = 0; i < 4; i++)
        {
            pages.Add(Open());
            Clock.Advance(TimeSpan.FromMilliseconds(300));
        }
        var before = Sender.SentOf<GetRunCurves>().Count();
        for (var i = 0; i < 40; i++)
        {
            details = Samples.Details(Samples.Row(1, RunStatus.Running)) with { Headline = $"Run 1: epoch {i}" };
            Feed.Publish(new(Samples.Id(1), [Samples.Epoch(i)], null));
            Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var page in pages)
            page.WaitForAssertion(() => Assert.Equal("Run 1: epoch 39", page.Find("h1").TextContent));
        Assert.InRange(Sender.SentOf<GetRunCurves>().Count() - before, 4, 6);
        // The silence that follows is looked at, and then nothing happens.
        for (var i = 0; i < 3; i++)
            Clock.Advance(TimeSpan.FromMinutes(1.5));
        var after = Sender.Sent.Count;
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(after, Sender.Sent.Count);
    }

    [Fact]
    public void Log_BeginsWithItsNewestLines_AndReadsEarlierOnesWhenAsked()
    {
        Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(q =>
            [
                .. Enumerable
                    .Range(1, 1200)
                    .Select(i => new RunLogLine(i, Samples.Now, "epoch", $"line {i}"))
                    .Where(l => l.Sequence > (q.After < 0 ? 1200 - q.Take : q.After))
                    .Take(q.Take),
            ]
        );
        var page = Open();
        Assert.Equal(("line 701", "line 1200"), (page.FindAll(".log-text")[0].TextContent, page.FindAll(".log-text")[^1].TextContent));
        page.Find("[data-testid=log-earlier]").Click();
        page.Find("[data-testid=log-earlier]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=log-earlier]")));
        Assert.Equal(Enumerable.Range(1, 1200).Select(i => $"line {i}"), page.FindAll(".log-text").Select(e => e.TextContent));
    }

    [Fact]
    public void End_IsShownByReadingAgain()
    {
        var page = Open();
        details = Samples.Details(Samples.Row(1)) with { Headline = "Run 1 finished: 70.0 % right" };
        Feed.Publish(new(Samples.Id(1), [new FinishedEvent("completed", 2, 0.7, "val_accuracy")], RunStatus.Completed));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Equal("Run 1 finished: 70.0 % right", page.Find("h1").TextContent));
        Assert.NotNull(page.Find("[data-testid=register-model]"));
        Assert.Empty(page.FindAll("[data-testid=stop-run]"));
    }

    // A stopped run judged its best epoch: it can be registered, or go on.
    [Theory]
    [InlineData(RunStatus.Cancelled, true, true)]
    [InlineData(RunStatus.Cancelled, false, false)]
    [InlineData(RunStatus.Failed, true, false)]
    public void Ended_WithAnEvaluation_CanBeRegistered(RunStatus status, bool evaluated, bool registers)
    {
        details = Samples.Details(Samples.Row(1, status), hasEvaluation: evaluated);
        Sender.On<GetEvaluation, StoredEvaluation?>(_ => null);
        var page = Open();
        Assert.Equal(registers ? 1 : 0, page.FindAll("[data-testid=register-model]").Count);
        Assert.Single(page.FindAll("[data-testid=resume-run]"));
        Assert.Single(page.FindAll(".mud-button-filled"));
    }

    [Fact]
    public void Interrupted_CanBeEndedForGood()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Interrupted));
        Sender.On<StopRun, Outcome>(_ => Outcome.Done);
        var page = Open();
        page.Find("[data-testid=stop-run]").Click();
        Assert.Single(Sender.SentOf<StopRun>());
        Assert.Contains("The run was cancelled.", Toasts);
    }

    [Fact]
    public void Stop_Refused_SaysTheSentence()
    {
        Sender.On<StopRun, Outcome>(_ => Outcome.Refused(Refusal.OfSentence("Run 1 has ended already.")));
        Open().Find("[data-testid=stop-run]").Click();
        Assert.Contains("Run 1 has ended already.", Toasts);
    }

    [Fact]
    public void Remedy_OpensADraftOfItsSpec()
    {
        var spec = new TrainingSpec { Seed = 77 };
        details = Samples.Details(Samples.Row(1), [new("overfitting", "It overfits.", 4, [new("More dropout", "0.5", spec)])]);
        Open().Find("[data-testid=remedy]").Click();
        var id = Navigation.Uri.Split("draft=")[1];
        var draft = Services.GetRequiredService<SpecDrafts>().Find(id);
        Assert.Equal((77, Samples.Id(1)), (draft!.Spec.Seed, draft.Parent));
    }

    [Fact]
    public void Failure_SaysWhyAndWhatIsKept()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Failed) with { StatusDetail = "Out of memory.", EpochsDone = 3 });
        var why = Open().Find("[data-testid=run-why]").TextContent;
        Assert.Contains("Out of memory. Everything up to epoch 3 is kept; the best is epoch 3.", why);
    }

    // What never trained can't go on: the same settings begin anew. The id is what a colleague is told.
    [Fact]
    public void Failure_WithoutACheckpoint_StartsAgain_AndSaysTheReasonOnce()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Failed) with { StatusDetail = "No weights.", EpochsDone = 0, BestEpoch = null });
        Sender.On<ResumeRun, Outcome>(_ => Outcome.Done);
        var page = Open();
        Assert.Empty(page.FindAll("[data-testid=resume-run]"));
        Assert.Equal(2, string.Concat(page.FindAll("h1, [data-testid=run-why]").Select(e => e.TextContent)).Split("No weights.").Length);
        Assert.Equal($"Id to quote: {Samples.Id(1)}", page.Find("[data-testid=run-id]").TextContent);
        page.Find("[data-testid=start-again]").Click();
        Assert.Single(Sender.SentOf<ResumeRun>());
        Assert.Contains("Queued again with the same settings; it begins anew.", Toasts);
    }

    [Fact]
    public void Log_ReadsOnFromItsLastLine()
    {
        var page = Open();
        Assert.Equal(2, page.FindAll(".log-line").Count);
        Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(q => [new(q.After + 1, Samples.Now, "epoch", "Epoch 2")]);
        Feed.Publish(new(Samples.Id(1), [Samples.Epoch(1)], RunStatus.Running));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Equal(["begins", "Epoch 1", "Epoch 2"], page.FindAll(".log-text").Select(e => e.TextContent)));
        Assert.Equal(2, Sender.SentOf<GetRunLog>().Last().After);
    }

    [Fact]
    public async Task Dispose_EndsEverySubscription()
    {
        Open();
        Assert.True(Feed.Count > 0);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Count);
    }

    [Fact]
    public void Folds_WhileTheyTrain_AreTableAndLines_AndTheProgressSaysWhichOne()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Running)) with { Spec = Folded };
        Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(1, 5));
        var page = Open();
        Feed.Publish(new(Samples.Id(1), [new ProgressEvent(5, 2, 10, 0.5, 321, 130) { Fold = 1 }], RunStatus.Running));
        Clock.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Contains("Fold 2 of 3, epoch 3 of 3, step 2 of 10", page.Find("[data-testid=run-progress]").TextContent));
        Assert.Equal(2, page.FindAll("[data-testid=folds-table] tbody tr").Count);
        Assert.Contains("2 of 3 begun", page.Find("[data-testid=folds]").TextContent);
        // Best epochs so far: 0.5 (third of the first fold) and 0.6 (second of the second).
        Assert.Contains("55.0 % ± 7.1 points", page.Find("[data-testid=folds-mean]").TextContent);
    }

    [Fact]
    public void Folds_AtTheEnd_SayWhoseModelIsKept()
    {
        FoldResult Result(int fold, double accuracy) =>
            new(fold, "completed", 3, 1, accuracy, MetricValues.Of(("val_accuracy", accuracy), ("val_loss", 1 - accuracy)), 80, 40, 10);
        var report = CrossValidationReport.Of(true, "val_accuracy", maximizes: true, [Result(0, 0.6), Result(1, 0.8), Result(2, 0.7)]);
        details = Samples.Details(Samples.Row(1) with { Folds = report }) with { Spec = Folded };
        var page = Open();
        Assert.Contains("70.0 % ± 10.0 points", page.Find("[data-testid=folds-mean]").TextContent);
        Assert.Contains("best.keras is the model of fold 2", page.Find("[data-testid=folds]").TextContent);
        Assert.Contains("best.keras", page.FindAll("[data-testid=folds-table] tbody tr")[1].TextContent);
    }

    [Fact]
    public void ARunOfNumbers_HasAChartForEachOfItsMetrics()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Running) with { Measures = Samples.Numbers, Metrics = MetricValues.Of(("val_mae", 3)) });
        Sender.On<GetRunCurves, RunCurves?>(_ =>
            Samples.Curves(1, 2) with
            {
                Metrics = [new("loss", [2, 1]), new("mae", [3, 2]), new("val_loss", [3, 2]), new("val_mae", [4, 3]), new("val_r2", [0.1, 0.5])],
                Measures = Samples.Numbers,
            }
        );
        var page = Open();
        Assert.NotNull(page.Find("[data-testid=chart-loss]"));
        Assert.Contains("MAE of run 1 by epoch", page.Find("[data-testid=chart-mae]").InnerHtml);
        Assert.NotNull(page.Find("[data-testid=chart-r2]"));
        Assert.Empty(page.FindAll("[data-testid=chart-accuracy]"));
        Assert.Contains("validation 3.00 cm after 2 epochs", page.Markup);
        Assert.Contains("validation 0.500 after 2 epochs", page.Markup);
    }

    [Fact]
    public void Charts_OfClassification_AreLossAndAccuracy()
    {
        var page = Open();
        Assert.Equal(["chart-loss", "chart-accuracy"], page.FindAll("[data-testid^=chart-]").Select(c => c.GetAttribute("data-testid")));
        Assert.Contains("validation 0.400 after 3 epochs", page.Markup);
        Assert.Contains("validation 50.0 % after 3 epochs", page.Markup);
    }

    [Fact]
    public void Folds_OfNumbers_HaveTheirMetricsColumns_BestBySmallest()
    {
        FoldResult Result(int fold, double mae) => new(fold, "completed", 3, 1, mae, MetricValues.Of(("val_loss", mae * mae), ("val_mae", mae)), 80, 40, 10);
        var report = CrossValidationReport.Of(true, "val_mae", maximizes: false, [Result(0, 3), Result(1, 1)]);
        details = Samples.Details(Samples.Row(1) with { Folds = report, Measures = Samples.Numbers }) with { Spec = Folded, Monitor = "val_mae" };
        var page = Open();
        Assert.Equal(["Fold", "MAE", "Loss"], page.FindAll("[data-testid=folds-table] th").Take(3).Select(h => h.TextContent));
        Assert.Contains("2.00 cm ± 1.41 cm", page.Find("[data-testid=folds-mean]").TextContent);
        Assert.Contains("best.keras is the model of fold 2", page.Find("[data-testid=folds]").TextContent);
    }

    [Fact]
    public void Folds_OfNumbers_WhileTheyTrain_AreToldFromTheirCurves()
    {
        details = Samples.Details(Samples.Row(1, RunStatus.Running) with { Measures = Samples.Numbers }) with { Spec = Folded, Monitor = "val_mae" };
        Sender.On<GetRunCurves, RunCurves?>(_ =>
            Samples.Curves(1, 2) with
            {
                Metrics = [new("val_loss", [4, 9]), new("val_mae", [2, 3])],
                Measures = Samples.Numbers,
            }
        );
        var live = Open();
        Assert.Equal(["1", "2.00 cm", "4.00"], live.FindAll("[data-testid=folds-table] tbody td").Take(3).Select(c => c.TextContent.Trim()));
    }

    private static readonly TrainingSpec Folded = new()
    {
        Stages = [new() { Epochs = 3 }],
        CrossValidation = new() { Folds = 3 },
    };

    private IRenderedComponent<RunPage> Open() => Render<RunPage>(p => p.Add(r => r.Id, Samples.Id(1).ToString()));
}
