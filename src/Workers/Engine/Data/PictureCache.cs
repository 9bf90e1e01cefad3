using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Workers.Engine.Execution.Features;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Decoded pictures kept between runs, by the hash of their files, in the folder and by the rules of <see cref="FeatureFile"/>: bytes of those that have the
/// network's
/// size already, float32 of those that were made much smaller, since their values are no whole numbers. What is read back is what decoding would have given.
/// </summary>
internal sealed class PictureCache : IDisposable
{
    // Raised when decoding or resizing gives other numbers.
    private const int Version = 1;

    private readonly int length;
    private readonly Part exact;
    private readonly Part resized;

    /// <param name="folder">Where activations are kept too.</param>
    /// <param name="format">Size and colour.</param>
    /// <param name="pictures">How many may be added.</param>
    /// <param name="budgetBytes">Most bytes of the folder. Pictures that would take more than half of it are not kept.</param>
    public PictureCache(string folder, PictureFormat format, int pictures, long budgetBytes)
    {
        length = format.Length;
        exact = new Part(folder, Key(format, "bytes"), length, pictures, budgetBytes);
        resized = new Part(folder, Key(format, "float32"), checked(4 * length), pictures, budgetBytes);
    }

    /// <summary>
    /// Whether a resized picture is worth its float32 numbers on the disk. Decoding and resizing take about 7 ns a pixel of the file, a disk of 200 MB/s about
    /// 60 ns a pixel of three
    /// channels: from eight times the network's pixels on (a photograph; not a thumbnail).
    /// </summary>
    public static bool Pays(DecodedPicture picture, PictureFormat format) => (long)picture.Height * picture.Width >= 8L * format.Height * format.Width;

    /// <summary>A picture as bytes or as float32 [H, W, C]; null if it is not here.</summary>
    public Array? Read(string id)
    {
        if (exact.ToRead?.Has(id) == true)
        {
            var pixels = GC.AllocateUninitializedArray<byte>(length);
            return exact.ToRead.TryRead(id, pixels) ? pixels : null;
        }
        if (resized.ToRead?.Has(id) == true)
        {
            var values = GC.AllocateUninitializedArray<float>(length);
            return resized.ToRead.TryRead(id, MemoryMarshal.AsBytes(values.AsSpan())) ? values : null;
        }
        return null;
    }

    /// <summary>A picture as float32 [H, W, C]; false if it is not here.</summary>
    public bool TryRead(string id, Span<float> target)
    {
        if (exact.ToRead?.Has(id) != true)
        {
            return resized.ToRead?.TryRead(id, MemoryMarshal.AsBytes(target)) == true;
        }
        // The end of the target's own memory takes the bytes in; widened from the front, none is written over before it was read.
        var pixels = MemoryMarshal.AsBytes(target)[(3 * length)..];
        if (!exact.ToRead.TryRead(id, pixels))
        {
            return false;
        }
        PictureResizer.Widen(pixels, target);
        return true;
    }

    public void Add(string id, ReadOnlySpan<byte> pixels) => exact.ToAdd?.Add(id, pixels);

    public void Add(string id, ReadOnlySpan<float> values) => resized.ToAdd?.Add(id, MemoryMarshal.AsBytes(values));

    public void Dispose()
    {
        exact.Dispose();
        resized.Dispose();
    }

    private static string Key(PictureFormat format, string kind) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"pictures {Version}\n{format}\n{kind}")));

    // Opened when it is first of use.
    private sealed class Part(string folder, string key, int rowBytes, int rows, long budgetBytes) : IDisposable
    {
        private readonly Lock gate = new();
        private FeatureFile? file;
        private bool isOpen;

        public FeatureFile? ToRead => Open(adding: false);

        public FeatureFile? ToAdd => Open(adding: true);

        public void Dispose() => file?.Dispose();

        private FeatureFile? Open(bool adding)
        {
            lock (gate)
            {
                if (!isOpen && (adding || FeatureFile.Exists(folder, key)))
                {
                    isOpen = true;
                    file = FeatureFile.Open(folder, key, rowBytes, rows, (long)rowBytes * rows > budgetBytes / 2 ? 0 : budgetBytes);
                }
                return file;
            }
        }
    }
}
