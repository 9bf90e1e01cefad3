namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Keras's usual plan: every example once an epoch in an order of the epoch's own (<see cref="EpochOrder"/>), or drawn by weights; cut into batches,
/// of which the last may be short.</summary>
/// <param name="seed">The run's.</param>
/// <param name="count">Examples.</param>
/// <param name="batchSize">Examples in a batch.</param>
/// <param name="shuffle">False keeps the order of the data.</param>
/// <param name="sampling">Draws with replacement, each by its weight; null for each once.</param>
public sealed class EpochPlan(long seed, int count, int batchSize, bool shuffle, double[]? sampling = null) : IBatchPlan
{
    public int Steps => (count + batchSize - 1) / batchSize;

    public IReadOnlyList<Draw[]> Epoch(int epoch) =>
        [.. EpochOrder.For(seed, epoch, count, shuffle, sampling).Select((row, position) => new Draw(row, DrawKey.Of(seed, epoch, position))).Chunk(batchSize)];

    /// <summary>Examples in their own order, as they are judged.</summary>
    public static IReadOnlyList<Draw[]> InOrder(int count, int batchSize) => [.. Enumerable.Range(0, count).Select(row => new Draw(row, 0)).Chunk(batchSize)];
}
