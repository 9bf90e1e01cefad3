namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// NumPy's legacy <c>numpy.random.RandomState</c>: MT19937 seeded by one integer, with the draws that Keras's loader uses.
/// Same seed, same numbers as NumPy, bit for bit.
/// </summary>
/// <remarks>Matsumoto and Nishimura, "Mersenne Twister", 1998; NumPy's legacy bounded draws (mask and reject).</remarks>
public sealed class RandomState
{
    private const int N = 624;
    private const int M = 397;
    private readonly uint[] _state = new uint[N];
    private int _position = N;

    /// <param name="seed">0 to 2^32 - 1, as in NumPy.</param>
    public RandomState(long seed)
    {
        if (seed is < 0 or > uint.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(seed), seed, "Expected a seed from 0 to 4294967295.");
        }
        _state[0] = (uint)seed;
        for (var i = 1; i < N; i++)
        {
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
        }
    }

    /// <summary>Next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_position == N)
        {
            Twist();
        }
        var y = _state[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A double in [0, 1) with 53 random bits (<c>random_sample</c>).</summary>
    public double RandomSample()
    {
        var a = NextUInt32() >> 5;
        var b = NextUInt32() >> 6;
        return ((a * 67108864.0) + b) / 9007199254740992.0;
    }

    /// <summary>An integer in [0, <paramref name="high"/>) (<c>randint(high)</c>).</summary>
    public int RandInt(int high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(high, 1);
        return (int)Interval((uint)(high - 1));
    }

    /// <summary>Shuffles in place, as <c>shuffle</c> does for a list or a one-dimensional array.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Interval((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers 0 to <paramref name="count"/> - 1, shuffled (<c>permutation</c>).</summary>
    public int[] Permutation(int count)
    {
        var items = new int[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = i;
        }
        Shuffle<int>(items);
        return items;
    }

    private uint Interval(uint max)
    {
        if (max == 0)
        {
            return 0;
        }
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(max);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        } while (value > max);
        return value;
    }

    private void Twist()
    {
        for (var i = 0; i < N; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % N] & 0x7fffffffu);
            _state[i] = _state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }
        _position = 0;
    }
}
