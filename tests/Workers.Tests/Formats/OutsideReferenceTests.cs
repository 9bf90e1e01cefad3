using System.Buffers.Binary;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using PureHDF;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Files that point at another file: refused, and the other file stays closed.</summary>
public class OutsideReferenceTests
{
    private static readonly DateTime LongAgo = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Fact]
    public void Load_OfAnExternalLink_IsRefusedWithoutOpeningTheOtherFile()
    {
        var (bytes, canary) = LinkToACanary();

        // The danger is real: the library itself follows the link.
        using (var plain = H5File.Open(new MemoryStream(bytes)))
        {
            Assert.Contains(plain.Children(), child => child is IH5Dataset dataset && dataset.Read<float[]>().SequenceEqual([42f]));
        }

        File.SetLastAccessTimeUtc(canary, LongAgo);
        using var network = TutorialNetwork.Create();
        var path = Write(bytes);
        Assert.Contains($"{canary}', which is never followed", Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path)).Message);
        Assert.Contains("external link", Assert.Throws<RefusedException>(() => ModelFile.Load(path)).Message);
        Assert.Equal(LongAgo, File.GetLastAccessTimeUtc(canary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Load_OfADatasetWithExternalStorage_IsRefused(int headerVersion)
    {
        using var network = TutorialNetwork.Create();
        var bytes = WithExternalStorage(headerVersion);
        Assert.Contains("external storage", Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, Write(bytes))).Message);
    }

    [Fact]
    public void Load_OfAFileWhoseAddressesAreShifted_IsRefused()
    {
        var bytes = WithPadding(out _);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), 8);
        using var network = TutorialNetwork.Create();
        Assert.Contains("count from 0", Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, Write(bytes))).Message);
    }

    /// <summary>A hard link with a long name, rewritten in its place as an external link to a file beside it.</summary>
    private static (byte[] Bytes, string Canary) LinkToACanary()
    {
        var bytes = WithPadding(out var name);
        var start = LinkStart(bytes, name);
        var end = name + 200 + 8;
        byte[] fixedPart = [1, 8, 64, 7, .. "weights"u8];

        // The canary's name fills the place up.
        var folder = TestFolder.Create() + "/";
        var length = end - start - fixedPart.Length - 2 - 1 - 1 - "/secret".Length - 1 - folder.Length;
        var canary = folder + "canary.h5".PadLeft(length, 'c');
        new H5File { ["secret"] = new H5Dataset(new float[] { 42 }) }.Write(canary);
        var target = Encoding.UTF8.GetBytes(canary);
        byte[] information = [0, .. target, 0, .. "/secret"u8, 0];
        byte[] link = [.. fixedPart, (byte)information.Length, (byte)(information.Length >> 8), .. information];
        Assert.Equal(end - start, link.Length);
        link.CopyTo(bytes, start);
        return (bytes, canary);
    }

    // The version in front of flags, type, creation order and character set, as far as they are there.
    private static int LinkStart(byte[] bytes, int name)
    {
        for (var start = name - 2; start > name - 20; start--)
        {
            var flags = bytes[start + 1];
            if (
                bytes[start] == 1
                && start + 2 + ((flags & 8) != 0 ? 1 : 0) + ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0) + (1 << (flags & 3)) == name
            )
            {
                return start;
            }
        }

        throw new InvalidOperationException("No link message before the name.");
    }

    private static byte[] WithPadding(out int name)
    {
        var path = Path.Combine(TestFolder.Create(), "plain.h5");
        new H5File { [new string('n', 200)] = new H5Dataset(new float[] { 1 }) }.Write(path);
        var bytes = File.ReadAllBytes(path);
        name = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(new string('n', 200)));
        return bytes;
    }

    private static byte[] WithExternalStorage(int headerVersion)
    {
        var bytes = WithPadding(out _).ToList();
        var heap = bytes.Count;
        bytes.AddRange("HEAP"u8);
        bytes.AddRange(new byte[28]);
        bytes.AddRange(headerVersion == 1 ? [7, 0, 32, 0, 0, 0, 0, 0] : [7, 32, 0, 0]);
        bytes.AddRange([1, 0, 0, 0, 1, 0, 1, 0]);
        bytes.AddRange(BitConverter.GetBytes((long)heap));
        bytes.AddRange(new byte[32]);
        return [.. bytes];
    }

    private static string Write(byte[] bytes)
    {
        var path = Path.Combine(TestFolder.Create(), "model.weights.h5");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
