namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// The order in which an epoch sees the training pictures: a full shuffle that follows from the run's seed and the epoch alone, so a
/// resumed run sees what the uninterrupted one would have seen. (Keras shuffles in a buffer of 8 batches, unseeded over epochs.)
/// </summary>
public static class EpochOrder
{
    /// <param name="weights">Draws as many pictures with replacement, each by its weight; null for each picture once.</param>
    public static int[] For(long seed, int epoch, int count, bool shuffle, double[]? weights = null)
    {
        if (weights is not null)
        {
            return Draw(Random(seed, epoch), weights, count);
        }
        if (!shuffle)
        {
            return [.. Enumerable.Range(0, count)];
        }
        return Random(seed, epoch).Permutation(count);
    }

    // As numpy.random.RandomState.choice: uniform numbers looked up in the cumulated shares.
    private static int[] Draw(RandomState random, double[] weights, int count)
    {
        var cumulated = new double[weights.Length];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            cumulated[i] = sum += weights[i];
        }
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
        {
            // The first whose cumulated share lies above the number, so that a weight of 0 is never drawn.
            var (low, high) = (0, weights.Length - 1);
            var at = random.RandomSample() * sum;
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = cumulated[middle] > at ? (low, middle) : (middle + 1, high);
            }
            drawn[i] = low;
        }
        return drawn;
    }

    private static RandomState Random(long seed, int epoch)
    {
        var mixed = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)(uint)epoch * 0xBF58476D1CE4E5B9UL) + 1);
        mixed ^= mixed >> 31;
        mixed = unchecked(mixed * 0x94D049BB133111EBUL);
        return new RandomState((uint)(mixed >> 32));
    }
}
