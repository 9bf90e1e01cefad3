using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>
/// Texts that say nearly the same where a split may part them: alike but for case, space and marks, or of which at least four in five pieces of five characters
/// are the same, estimated by MinHash (Broder, "On the resemblance and containment of documents", 1997). Those of one given part may be alike.
/// </summary>
internal static class NearDuplicates
{
    private const int Shingle = 5,
        Bands = 12,
        Rows = 4,
        ShortestShingled = 12,
        LongestRead = 20_000,
        MostInBucket = 50;
    private const double Alike = 0.8;

    /// <summary>For each text the place of another that is nearly the same, or -1.</summary>
    public static int[] Find(IReadOnlyList<string> texts, IReadOnlyList<string?> parts, IReadOnlyList<string> sha256, CancellationToken cancellationToken)
    {
        var found = new int[texts.Count];
        Array.Fill(found, -1);
        bool MayPart(int one, int other) => (parts[one] is null || parts[other] is null || parts[one] != parts[other]) && sha256[one] != sha256[other];
        void Pair(int one, int other)
        {
            found[one] = found[one] < 0 ? other : found[one];
            found[other] = found[other] < 0 ? one : found[other];
        }
        var signatures = new uint[texts.Count][];
        var exact = new Dictionary<ulong, List<int>>();
        var buckets = new Dictionary<(int, ulong), List<int>>();
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var folded = TextMeasure.Folded(texts[i].Length > LongestRead ? texts[i][..LongestRead] : texts[i]);
            if (folded.Length == 0)
            {
                continue;
            }
            var same = At(exact, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(folded.AsSpan())));
            foreach (var other in same)
            {
                if (MayPart(i, other))
                {
                    Pair(i, other);
                    break;
                }
            }
            Put(same, i);
            if (folded.Length < ShortestShingled)
            {
                continue;
            }
            signatures[i] = Signature(folded);
            for (var band = 0; band < Bands; band++)
            {
                var bucket = At(buckets, (band, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(signatures[i].AsSpan(band * Rows, Rows)))));
                foreach (var other in found[i] < 0 ? bucket : [])
                {
                    if (MayPart(i, other) && Likeness(signatures[i], signatures[other]) >= Alike)
                    {
                        Pair(i, other);
                        break;
                    }
                }
                Put(bucket, i);
            }
        }
        return found;
    }

    // What fills a bucket is a phrase that everybody writes; the first of it stand for all.
    private static void Put(List<int> bucket, int i)
    {
        if (bucket.Count < MostInBucket)
        {
            bucket.Add(i);
        }
    }

    private static List<int> At<TKey>(Dictionary<TKey, List<int>> lists, TKey key)
        where TKey : notnull => CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _) ??= [];

    private static double Likeness(uint[] one, uint[] other)
    {
        var same = 0;
        for (var i = 0; i < one.Length; i++)
        {
            same += one[i] == other[i] ? 1 : 0;
        }
        return same / (double)one.Length;
    }

    private static uint[] Signature(string folded)
    {
        var least = new uint[Bands * Rows];
        Array.Fill(least, uint.MaxValue);
        var bytes = MemoryMarshal.AsBytes(folded.AsSpan());
        for (var at = 0; at + Shingle <= folded.Length; at++)
        {
            var hash = XxHash3.HashToUInt64(bytes.Slice(2 * at, 2 * Shingle));
            // A family of hashes from two halves of one (Kirsch and Mitzenmacher).
            var (low, high) = ((uint)hash, (uint)(hash >> 32) | 1);
            for (var i = 0; i < least.Length; i++)
            {
                low += high;
                least[i] = Math.Min(least[i], low ^ (low >> 15));
            }
        }
        return least;
    }
}
