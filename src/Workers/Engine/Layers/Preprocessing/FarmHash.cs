using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>FarmHash's Fingerprint64 (Geoff Pike, https://github.com/google/farmhash), by which TensorFlow puts texts into buckets: the same on every
/// machine.</summary>
internal static class FarmHash
{
    private const ulong K0 = 0xc3a5c85c97cb3127;
    private const ulong K1 = 0xb492b66fbe98f273;
    private const ulong K2 = 0x9ae16a3b2f90404f;

    /// <summary>tf.strings.to_hash_bucket_fast.</summary>
    public static long Bucket(string text, int buckets) => (long)(Fingerprint(Encoding.UTF8.GetBytes(text)) % (ulong)buckets);

    public static ulong Fingerprint(ReadOnlySpan<byte> s) =>
        s.Length switch
        {
            <= 16 => UpTo16(s),
            <= 32 => UpTo32(s),
            <= 64 => UpTo64(s),
            _ => Long(s),
        };

    private static ulong UpTo16(ReadOnlySpan<byte> s)
    {
        var length = (ulong)s.Length;
        var mul = K2 + length * 2;
        if (s.Length >= 8)
        {
            var a = At(s, 0) + K2;
            var b = At(s, s.Length - 8);
            return Join(Turn(b, 37) * mul + a, (Turn(a, 25) + b) * mul, mul);
        }

        if (s.Length >= 4)
        {
            return Join(length + ((ulong)Half(s, 0) << 3), Half(s, s.Length - 4), mul);
        }

        if (s.Length == 0)
        {
            return K2;
        }

        var y = s[0] + ((uint)s[s.Length >> 1] << 8);
        var z = (uint)s.Length + ((uint)s[^1] << 2);
        return Mix(y * K2 ^ z * K0) * K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        var mul = K2 + (ulong)s.Length * 2;
        var (a, b) = (At(s, 0) * K1, At(s, 8));
        var (c, d) = (At(s, s.Length - 8) * mul, At(s, s.Length - 16) * K2);
        return Join(Turn(a + b, 43) + Turn(c, 30) + d, a + Turn(b + K2, 18) + c, mul);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        var mul = K2 + (ulong)s.Length * 2;
        var (a, b) = (At(s, 0) * K2, At(s, 8));
        var (c, d) = (At(s, s.Length - 8) * mul, At(s, s.Length - 16) * K2);
        var y = Turn(a + b, 43) + Turn(c, 30) + d;
        var z = Join(y, a + Turn(b + K2, 18) + c, mul);
        var (e, f) = (At(s, 16) * mul, At(s, 24));
        var (g, h) = ((y + At(s, s.Length - 32)) * mul, (z + At(s, s.Length - 24)) * mul);
        return Join(Turn(e + f, 43) + Turn(g, 30) + h, e + Turn(f + a, 18) + g, mul);
    }

    private static ulong Long(ReadOnlySpan<byte> s)
    {
        const ulong seed = 81;
        var state = new State(unchecked(seed * K2) + At(s, 0), unchecked(seed * K1 + 113), 0);
        state.Z = Mix(state.Y * K2 + 113) * K2;
        var end = (s.Length - 1) / 64 * 64;
        var rest = (s.Length - 1) & 63;
        for (var at = 0; at < end; at += 64)
        {
            state.Mix(s[at..], K1, 1);
        }

        var mul = K1 + ((state.Z & 0xff) << 1);
        state.W1 += (ulong)rest;
        state.V1 += state.W1;
        state.W1 += state.V1;
        state.Mix(s[(end + rest - 63)..], mul, 9);
        return Join(Join(state.V1, state.W1, mul) + Mix(state.Y) * K0 + state.Z, Join(state.V2, state.W2, mul) + state.X, mul);
    }

    private static ulong At(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);

    private static uint Half(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt32LittleEndian(s[at..]);

    private static ulong Turn(ulong value, int by) => BitOperations.RotateRight(value, by);

    private static ulong Mix(ulong value) => value ^ (value >> 47);

    private static ulong Join(ulong u, ulong v, ulong mul) => Mix((v ^ Mix((u ^ v) * mul)) * mul) * mul;

    private record struct State(ulong X, ulong Y, ulong Z)
    {
        public ulong V1 { get; set; }

        public ulong V2 { get; set; }

        public ulong W1 { get; set; }

        public ulong W2 { get; set; }

        /// <summary>Takes 64 bytes in; the last block counts some of the state ninefold.</summary>
        public void Mix(ReadOnlySpan<byte> s, ulong mul, ulong weight)
        {
            X = Turn(X + Y + V1 + At(s, 8), 37) * mul;
            Y = Turn(Y + V2 + At(s, 48), 42) * mul;
            X ^= W2 * weight;
            Y += V1 * weight + At(s, 40);
            Z = Turn(Z + W1, 33) * mul;
            (V1, V2) = Weak(s, V2 * mul, X + W1);
            (W1, W2) = Weak(s[32..], Z + W2, Y + At(s, 16));
            (X, Z) = (Z, X);
        }

        private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
        {
            a += At(s, 0);
            b = Turn(b + a + At(s, 24), 21);
            var c = a;
            a += At(s, 8);
            a += At(s, 16);
            b += Turn(a, 44);
            return (a + At(s, 24), b + c);
        }
    }
}
