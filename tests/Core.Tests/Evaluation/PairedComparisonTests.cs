using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Core.Tasks.Regression;

namespace MlOpsDashboard.Core.Tests.Evaluation;

public class PairedComparisonTests
{
    [Fact]
    public void Classifiers_AreComparedByMcNemar()
    {
        // Of 20 rows the first alone gets 1 right, the second alone 6.
        var a = Classifier(20, i => i >= 6);
        var b = Classifier(20, i => i != 10);
        // In another order: rows are found by name.
        var reversed = b with
        {
            Rows = [.. b.Rows.Reverse()],
        };
        var compared = PairedComparison.Of(a, new ImageClassificationReport(a, null), reversed, new ImageClassificationReport(reversed, null))!;
        Assert.Equal((20, 0.7, 0.95, 1, 6), (compared.Rows, compared.MeanA, compared.MeanB, compared.BetterA, compared.BetterB));
        Assert.Equal(0.25, compared.Difference, 1e-12);
        Assert.Equal(ComparisonStatistics.PairedDifference(1, 6, 20), compared.Interval);
        // 2 (1 + 7) / 128
        Assert.Equal(0.125, compared.P!.Value, 1e-12);
    }

    [Fact]
    public void Numbers_AreComparedByAnIntervalOfTheDifference()
    {
        var random = new Random(3);
        var targets = Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToList();
        Predictions Of(Func<int, double> error) => new(["n"], [.. targets.Select((t, i) => new PredictionRow($"{i}", [t], [t + error(i)]))]);
        // The second is nearer by 0.25 on each row, more or less.
        var (a, b) = (Of(i => 0.5), Of(i => 0.25 + (0.1 * Math.Sin(i))));
        var compared = PairedComparison.Of(a, new RegressionReport(a), b, new RegressionReport(b))!;
        Assert.Null(compared.P);
        Assert.Equal((0, 100), (compared.BetterA, compared.BetterB));
        Assert.Equal(0.25, compared.Difference, 0.01);
        Assert.InRange(compared.Interval.Low, 0.2, compared.Difference);
        Assert.InRange(compared.Interval.High, compared.Difference, 0.3);
        Assert.Equal(-0.5, compared.MeanA, 1e-9);
    }

    [Fact]
    public void OtherRows_AreNotCompared()
    {
        var a = Classifier(4, _ => true);
        var report = new ImageClassificationReport(a, null);
        PairedComparison? With(Predictions other) => PairedComparison.Of(a, report, other, new ImageClassificationReport(other, null));
        Assert.Null(With(a with { Rows = [.. a.Rows.Take(3)] }));
        Assert.Null(With(a with { Names = ["a", "c"] }));
        Assert.Null(With(a with { Rows = [a.Rows[0] with { Name = "other" }, .. a.Rows.Skip(1)] }));
        Assert.Null(With(a with { Rows = [a.Rows[0] with { Target = [1] }, .. a.Rows.Skip(1)] }));
        Assert.Null(With(a with { Rows = [a.Rows[1], .. a.Rows.Skip(1)] }));
        Assert.Null(PairedComparison.Of(a with { Rows = [] }, report, a with { Rows = [] }, report));
        Assert.Equal(1, With(a)!.P);
    }

    private static Predictions Classifier(int rows, Func<int, bool> right) =>
        new(["a", "b"], [.. Enumerable.Range(0, rows).Select(i => new PredictionRow($"{i}", [i % 2], right(i) == (i % 2 == 0) ? [0.75, 0.25] : [0.25, 0.75]))]);
}
