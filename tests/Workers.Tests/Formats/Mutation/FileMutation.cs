using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>A model file with something wrong with it: bytes flipped, fields overwritten, cut, or put together anew around a changed config, with checksums
/// that are right.</summary>
internal static class FileMutation
{
    private static readonly ulong[] Extremes = [0, 1, ulong.MaxValue, 1UL << 31, 1UL << 40, 1UL << 63, 0xFFFF, 255];

    public static byte[] Apply(byte[] whole, Random random) =>
        whole.AsSpan().StartsWith("PK"u8) && random.Next(4) > 0 ? Rezip(whole, random) : Bytes(whole, random);

    private static byte[] Bytes(byte[] whole, Random random)
    {
        var changed = (byte[])whole.Clone();

        // Structure lies at the beginning (HDF5) and the end (zip) more often than in the middle, which is weights.
        int Place() =>
            random.Next(3) switch
            {
                0 => random.Next(changed.Length),
                1 => random.Next(Math.Min(changed.Length, 8192)),
                _ => changed.Length - 1 - random.Next(Math.Min(changed.Length, 4096)),
            };
        switch (random.Next(5))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                var (from, to) = (Place(), Place());
                var length = Math.Min(random.Next(1, 512), changed.Length - Math.Max(from, to));
                changed.AsSpan(from, length).CopyTo(changed.AsSpan(to));
                return changed;
            case 2:
                for (var times = random.Next(1, 9); times > 0; times--)
                {
                    changed[Place()] = (byte)random.Next(256);
                }
                return changed;
            case 3:
                var at = Math.Min(Place() & ~3, changed.Length - 8);
                BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(at), Extremes[random.Next(Extremes.Length)]);
                return changed;
            default:
                changed[Place()] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }

    private static byte[] Rezip(byte[] whole, Random random)
    {
        using var original = new ZipArchive(new MemoryStream(whole));
        var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            var chosen = random.Next(original.Entries.Count);
            foreach (var (entry, index) in original.Entries.Select((entry, index) => (entry, index)))
            {
                var content = Content(entry);
                if (index != chosen)
                {
                    Add(zip, entry.FullName, content, random);
                    continue;
                }
                switch (random.Next(8))
                {
                    case 0:
                        break;
                    case 1:
                        Add(zip, random.Next(2) == 0 ? "../" + entry.FullName : entry.FullName.ToUpperInvariant(), content, random);
                        break;
                    case 2:
                        Add(zip, entry.FullName, content, random);
                        Add(zip, entry.FullName, content, random);
                        break;
                    default:
                        Add(zip, entry.FullName, Changed(entry.FullName, content, random), random);
                        break;
                }
            }
        }
        return result.ToArray();
    }

    private static byte[] Changed(string name, byte[] content, Random random) =>
        name.EndsWith(".json", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(JsonMutation.Apply(Encoding.UTF8.GetString(content), random))
            : Bytes(content, random);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content, Random random)
    {
        using var stream = zip.CreateEntry(name, random.Next(8) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
