using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Tests.Runs;

public class RunWordsTests
{
    [Theory]
    [InlineData(RunStatus.Queued, "Run 12 waits for a worker.")]
    [InlineData(RunStatus.Running, "Run 12 is in epoch 10 of 15, 91.4 % of validation pictures right so far, about 2 min left.")]
    [InlineData(RunStatus.Completed, "Run 12 finished: 91.4 % of validation pictures right, best at epoch 7 of 15.")]
    [InlineData(RunStatus.StoppedEarly, "Run 12 stopped early after 9 of 15 epochs: 91.4 % of validation pictures right, best at epoch 7.")]
    [InlineData(RunStatus.Cancelled, "Run 12 was cancelled after 9 of 15 epochs: 91.4 % of validation pictures right, best at epoch 7.")]
    [InlineData(RunStatus.Interrupted, "Run 12 was interrupted after 9 of 15 epochs, 91.4 % of validation pictures right so far.")]
    public void Headline_AnswersFirst(RunStatus status, string sentence) =>
        Assert.Equal(
            sentence,
            RunWords.Headline(12, status, null, 9, 15, 6, MetricSet.OfOlderRuns, MetricValues.Of(("val_loss", 0.3), ("val_accuracy", 0.9142)), 118)
        );

    [Fact]
    public void Headline_OfAFailure_LeavesTheReasonToItsPage() =>
        Assert.Equal(
            "Run 3 failed before its first epoch ended.",
            RunWords.Headline(3, RunStatus.Failed, "Killed by SIGSEGV.", 0, 15, null, MetricSet.OfOlderRuns, MetricValues.None, null)
        );

    [Fact]
    public void Headline_WithoutNumbers_ClaimsNone() =>
        Assert.Equal(
            "Run 3 finished 15 epochs; it has no validation numbers.",
            RunWords.Headline(3, RunStatus.Completed, null, 15, 15, null, MetricSet.OfOlderRuns, MetricValues.None, null)
        );

    [Fact]
    public void Headline_WithoutThePrimaryMetric_SaysTheLoss() =>
        Assert.Equal(
            "Run 3 finished: validation loss 0.412, best at epoch 7 of 15.",
            RunWords.Headline(
                3,
                RunStatus.Completed,
                null,
                15,
                15,
                6,
                MetricSet.OfOlderRuns,
                MetricValues.Of(("val_loss", 0.4123), ("val_accuracy", null)),
                null
            )
        );

    [Fact]
    public void Headline_OfAnotherTask_NamesItsMetric()
    {
        var numbers = MetricSet.Of([new("r2", Direction.Larger)], [], "val_r2");
        Assert.Equal(
            "Run 3 finished: val_r2 0.87, best at epoch 7 of 15.",
            RunWords.Headline(3, RunStatus.Completed, null, 15, 15, 6, numbers, MetricValues.Of(("val_r2", 0.87)), null)
        );
        FoldResult Fold(int fold, double r2) => new(fold, "completed", 3, 1, r2, MetricValues.Of(("val_loss", 1 - r2), ("val_r2", r2)), 80, 40, 10);
        var folds = CrossValidationReport.Of(false, "val_r2", maximizes: true, [Fold(0, 0.8), Fold(1, 0.9)]);
        Assert.Equal(["val_loss", "val_r2"], folds.Metrics.Keys);
        Assert.Equal("val_r2 0.85 ± 0.071 on average", RunWords.Folds(folds, numbers));
    }

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.99949, "99.9 %")]
    [InlineData(0.9996, "100 %")]
    [InlineData(0.0832, "8.32 %")]
    [InlineData(0.09996, "10.0 %")]
    [InlineData(0, "0.00 %")]
    public void Percent_HasThreeDigits(double share, string text) => Assert.Equal(text, RunWords.Percent(share));

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(40.4, "40 s")]
    [InlineData(118, "2 min")]
    [InlineData(7300, "2 h 1 min")]
    public void Duration_AsPeopleSayIt(double seconds, string text) => Assert.Equal(text, RunWords.Duration(seconds));
}
