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
    public void Headline_AnswersFirst(RunStatus status, string sentence) => Assert.Equal(sentence, RunWords.Headline(12, status, null, 9, 15, 6, 0.9142, 0.3, 118));

    [Fact]
    public void Headline_OfAFailure_SaysWhy() =>
        Assert.Equal("Run 3 failed after 0 of 15 epochs. Killed by SIGSEGV.", RunWords.Headline(3, RunStatus.Failed, "Killed by SIGSEGV.", 0, 15, null, null, null, null));

    [Fact]
    public void Headline_WithoutNumbers_ClaimsNone() =>
        Assert.Equal("Run 3 finished 15 epochs; it has no validation numbers.", RunWords.Headline(3, RunStatus.Completed, null, 15, 15, null, null, null, null));

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
