using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Tests.Runs;

public sealed class RecentEvaluationsTests
{
    private static readonly RecentEvaluations.Key A = new("a", "regression", null),
        B = new("b", "regression", null),
        C = new("c", "regression", null);

    [Fact]
    public void Keep_ForgetsWhatWasAskedForLongestAgo()
    {
        // Two of a hundred rows fit.
        var recent = new RecentEvaluations(80_000);
        var (a, b, c) = (Evaluation(100), Evaluation(100), Evaluation(100));
        recent.Keep(A, a);
        recent.Keep(B, b);
        Assert.Same(a, recent.Find(A));
        recent.Keep(C, c);
        Assert.Null(recent.Find(B));
        Assert.Same(a, recent.Find(A));
        Assert.Same(c, recent.Find(C));
    }

    [Fact]
    public void Keep_OfOneThatIsTooLarge_ForgetsNoOther()
    {
        var recent = new RecentEvaluations(80_000);
        recent.Keep(A, Evaluation(100));
        recent.Keep(B, Evaluation(1000));
        Assert.Null(recent.Find(B));
        Assert.NotNull(recent.Find(A));
    }

    [Fact]
    public void Keep_OfTheSame_CountsOnce()
    {
        var recent = new RecentEvaluations(80_000);
        for (var i = 0; i < 3; i++)
            recent.Keep(A, Evaluation(100));
        recent.Keep(B, Evaluation(100));
        Assert.NotNull(recent.Find(A));
    }

    [Fact]
    public void Find_AsksForTheSameTaskAndDecoding()
    {
        var recent = new RecentEvaluations(80_000);
        recent.Keep(A, Evaluation(1));
        Assert.Null(recent.Find(A with { Decoding = "{}" }));
        Assert.Null(recent.Find(A with { Task = "image-classification" }));
        Assert.NotNull(recent.Find(A with { }));
    }

    private static StoredEvaluation Evaluation(int rows) =>
        new("regression", [], new(["size"], [.. Enumerable.Range(0, rows).Select(i => new PredictionRow("x", [i], [i]))]), null);
}
