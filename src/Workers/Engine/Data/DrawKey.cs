namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Keys of draws: well mixed numbers that follow from seed, epoch and place (SplitMix64).</summary>
public static class DrawKey
{
    public static ulong Of(long seed, int epoch, int position) => unchecked(Mix(Mix(Mix((ulong)seed) + (uint)epoch) + (uint)position));

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
