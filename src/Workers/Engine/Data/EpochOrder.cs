namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// The order in which an epoch sees the training pictures: a full shuffle that follows from the run's seed and the epoch alone, so a
/// resumed run sees what the uninterrupted one would have seen. (Keras shuffles in a buffer of 8 batches, unseeded over epochs.)
/// </summary>
public static class EpochOrder
{
    public static int[] For(long seed, int epoch, int count, bool shuffle)
    {
        if (!shuffle)
        {
            return [.. Enumerable.Range(0, count)];
        }
        var mixed = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)(uint)epoch * 0xBF58476D1CE4E5B9UL) + 1);
        mixed ^= mixed >> 31;
        mixed = unchecked(mixed * 0x94D049BB133111EBUL);
        return new RandomState((uint)(mixed >> 32)).Permutation(count);
    }
}
