using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

public sealed class LengthPlanTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 1003).Select(i => (i * 7919 % 61) + 3)];

    [Fact]
    public void Epoch_HoldsEveryDrawOnce_InBatchesOfLikeLength()
    {
        var usual = new EpochPlan(7, Lengths.Length, 8, shuffle: true);
        var plan = new LengthPlan(usual, row => Lengths[row]);
        var batches = plan.Epoch(2);
        Assert.Equal(plan.Steps, batches.Count);
        Assert.Equal(
            usual.Epoch(2).SelectMany(draws => draws).Order(Comparer<Draw>.Create(Compare)),
            batches.SelectMany(draws => draws).Order(Comparer<Draw>.Create(Compare))
        );
        Assert.True(Padded(batches) < 0.25 * Padded(usual.Epoch(2)), $"{Padded(batches)} of {Padded(usual.Epoch(2))}");
    }

    [Fact]
    public void Epochs_DifferFromEachOther_AndAreAlwaysTheSame()
    {
        var plan = new LengthPlan(new EpochPlan(7, Lengths.Length, 8, shuffle: true), row => Lengths[row]);
        Assert.Equal(plan.Epoch(0).SelectMany(draws => draws), plan.Epoch(0).SelectMany(draws => draws));
        Assert.NotEqual(plan.Epoch(0).SelectMany(draws => draws).Select(draw => draw.Row), plan.Epoch(1).SelectMany(draws => draws).Select(draw => draw.Row));
        int[] lengths = [.. plan.Epoch(0).Select(draws => Lengths[draws[0].Row])];
        Assert.NotEqual(lengths.Order(), lengths);
    }

    [Fact]
    public void ShortBatch_ComesLast()
    {
        var batches = new LengthPlan(new EpochPlan(1, 10, 4, shuffle: true), row => Lengths[row]).Epoch(0);
        Assert.Equal([4, 4, 2], batches.Select(draws => draws.Length));
    }

    private static int Compare(Draw one, Draw other) => (one.Row, one.Key).CompareTo((other.Row, other.Key));

    private static int Padded(IReadOnlyList<Draw[]> batches) =>
        batches.Sum(draws => (draws.Max(draw => Lengths[draw.Row]) * draws.Length) - draws.Sum(draw => Lengths[draw.Row]));
}
