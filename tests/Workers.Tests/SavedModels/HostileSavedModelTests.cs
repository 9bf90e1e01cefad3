using System.Formats.Tar;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.SavedModels;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>What is damaged, lies or leads outside is refused by a sentence, and nothing is written.</summary>
public sealed class HostileSavedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, byte[], string> Indexes()
    {
        var header = SavedModelForge.Header(1);
        byte[] File(byte[] entry, byte[]? first = null) => SavedModelForge.Index([("", first ?? header), ("a", entry)]);
        var good = SavedModelForge.Entry(1, [2], 0, 0, 8, 0);
        return new()
        {
            { "short", new byte[47], "index of a TensorFlow checkpoint" },
            { "other", new byte[4096], "index of a TensorFlow checkpoint" },
            { "compressed", SavedModelForge.Index([("", header), ("a", good)], compression: 1), "compression type 1" },
            { "unsorted", SavedModelForge.Index([("b", header), ("a", good)]), "index of a TensorFlow checkpoint" },
            { "twice", SavedModelForge.Index([("", header), ("a", good), ("a", good)]), "index of a TensorFlow checkpoint" },
            { "no header", SavedModelForge.Index([("a", good)]), "index of a TensorFlow checkpoint" },
            { "a billion shards", File(good, SavedModelForge.Header(1_000_000_000)), "index of a TensorFlow checkpoint" },
            { "big-endian", File(good, SavedModelForge.Header(1, endianness: 1)), "little-endian" },
            { "shard that is not there", File(SavedModelForge.Entry(1, [2], 1, 0, 8, 0)), "index of a TensorFlow checkpoint" },
            { "data file that is not there", File(good, SavedModelForge.Header(2)), "data-00000-of-00002" },
            { "longer than the file", File(SavedModelForge.Entry(1, [1 << 20], 0, 0, 4 << 20, 0)), "Received a file of" },
            { "behind the file", File(SavedModelForge.Entry(1, [2], 0, long.MaxValue - 4, 8, 0)), "Received a file of" },
            { "before the file", File(SavedModelForge.Entry(1, [2], 0, -8, 8, 0)), "index of a TensorFlow checkpoint" },
            { "shape of another size", File(SavedModelForge.Entry(1, [3], 0, 0, 8, 0)), "index of a TensorFlow checkpoint" },
            { "shape that overflows", File(SavedModelForge.Entry(1, [1L << 40, 1L << 40], 0, 0, 8, 0)), "index of a TensorFlow checkpoint" },
            { "negative size", File(SavedModelForge.Entry(1, [-2, -1], 0, 0, 8, 0)), "index of a TensorFlow checkpoint" },
            { "slices", File(SavedModelForge.Entry(1, [2], 0, 0, 0, 0, sliced: true)), "Received slices" },
            { "checksum", File(SavedModelForge.Entry(1, [2], 0, 0, 8, 1)), "the file is damaged" },
            { "no message", File([0xFF, 0xFF, 0xFF]), "message of Protocol Buffers" },
        };
    }

    [Theory, MemberData(nameof(Indexes))]
    public void Bundle_ThatLies_IsRefused(string kind, byte[] index, string part)
    {
        Assert.NotEmpty(kind);
        Write("c.index", index);
        Write("c.data-00000-of-00001", new byte[64]);
        var refusal = Assert.Throws<RefusedException>(() =>
        {
            var bundle = new TensorBundle(new DiskFolder(folder.Path), "c");
            bundle.Read(bundle.Entries, (_, _) => { });
        });
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_WithAnyByteChanged_IsRefusedOrGivesTheSame()
    {
        Dictionary<string, byte[]> files = SavedModelForge.Golden("bundle-misc");
        var expected = Read(files);
        var index = files["ckpt.index"];
        for (var at = 0; at < index.Length; at += 7)
        {
            byte[] changed = [.. index];
            changed[at] ^= 0x55;
            try
            {
                Assert.Equal(expected, Read(new(files) { ["ckpt.index"] = changed }));
            }
            catch (RefusedException) { }
        }
    }

    [Fact]
    public void Bundle_OfSeveralShards_IsRead()
    {
        byte[] numbers = [.. new float[] { 1, 2 }.SelectMany(BitConverter.GetBytes)];
        var checksum = Crc32C.MaskedOf(numbers);
        Write(
            "c.index",
            SavedModelForge.Index([
                ("", SavedModelForge.Header(2)),
                ("a", SavedModelForge.Entry(1, [2], 1, 4, 8, checksum)),
                ("b", SavedModelForge.Entry(1, [2, 1], 0, 0, 8, checksum)),
            ])
        );
        Write("c.data-00000-of-00002", numbers);
        Write("c.data-00001-of-00002", [9, 9, 9, 9, .. numbers]);
        var bundle = new TensorBundle(new DiskFolder(folder.Path), "c");
        List<string> read = [];
        bundle.Read(bundle.Entries, (entry, values) => read.Add($"{entry.Key} {string.Join(' ', GoldenData.Values(values))}"));
        Assert.Equal(["a 1 2", "b 1 2"], read.Order());
    }

    [Theory]
    [InlineData("../saved_model.pb")]
    [InlineData("/etc/saved_model.pb")]
    [InlineData("a/../../saved_model.pb")]
    [InlineData("C:\\saved_model.pb")]
    public void Archive_WithANameThatLeadsOut_IsRefused(string name)
    {
        KeyValuePair<string, byte[]>[] files = [new(name, [8, 1])];
        AssertRefused("model.zip", SavedModelForge.Zip(files), "leads out of it");
        AssertRefused("model.tar.gz", SavedModelForge.TarGz(files), "leads out of it");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Archive_WithALink_IsRefused(TarEntryType type)
    {
        var link = new PaxTarEntry(type, "assets/tokens.txt");
        if (type != TarEntryType.Fifo)
        {
            link.LinkName = "/etc/passwd";
        }
        AssertRefused("model.tar.gz", SavedModelForge.TarGz(SavedModelForge.Golden("nnlm-tiny"), link), "is not followed");
    }

    [Fact]
    public void Archive_CutAnywhere_IsRefused()
    {
        var whole = SavedModelForge.TarGz(SavedModelForge.Golden("nnlm-tiny"));
        foreach (var share in Enumerable.Range(1, 20))
        {
            AssertRefused("model.tar.gz", whole[..(whole.Length * share / 21)], "");
        }
    }

    [Fact]
    public void Archive_OfTooManyFiles_IsRefused() =>
        AssertRefused(
            "model.tar",
            SavedModelForge.Tar(Enumerable.Range(0, 1001).Select(i => KeyValuePair.Create($"assets/{i}", Array.Empty<byte>()))),
            "at most 1,000 files"
        );

    [Fact]
    public void Archive_WithANameOfTwoGigabytes_IsRefused()
    {
        var tar = SavedModelForge.Tar([new("saved_model.pb", [8, 1])]);
        // The header of a name that follows, with a length that is not there.
        var header = new byte[512];
        Encoding.ASCII.GetBytes("././@LongLink").CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes("0000000\0").CopyTo(header, 108);
        Encoding.ASCII.GetBytes("0000000\0").CopyTo(header, 116);
        Encoding.ASCII.GetBytes("17777777770\0").CopyTo(header, 124);
        Encoding.ASCII.GetBytes("00000000000\0").CopyTo(header, 136);
        header[156] = (byte)'L';
        Encoding.ASCII.GetBytes("ustar  \0").CopyTo(header, 257);
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes($"{Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        AssertRefused("model.tar", [.. header, .. tar], "");
    }

    [Fact]
    public void Folder_WithALinkOutside_IsRefused()
    {
        foreach (var (name, bytes) in SavedModelForge.Golden("nnlm-tiny"))
        {
            Write(name, bytes);
        }
        File.Delete(folder["variables/variables.index"]);
        File.CreateSymbolicLink(folder["variables/variables.index"], GoldenFile.Path("text/nnlm-tiny/variables/variables.index"));
        Assert.Contains("is not followed", Assert.Throws<RefusedException>(() => ModelFile.Load(folder.Path).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_OfAnotherKind_IsRefused() =>
        Assert.Contains(
            "nothing of a SavedModel is run here",
            Assert.Throws<RefusedException>(() => ModelFile.Load(GoldenFile.Path("text/bert-tiny-hub-preprocess")).Dispose()).Message,
            StringComparison.Ordinal
        );

    private List<string> Read(Dictionary<string, byte[]> files)
    {
        var bundle = new TensorBundle(new ZipFolder(SavedModelForge.Zip(files), "misc"), "ckpt");
        List<string> all = [];
        bundle.Read(
            bundle.Entries.Where(entry => entry.NumberType is not null && entry.Bytes > 0),
            (entry, numbers) => all.Add($"{entry.Key} {string.Join(' ', GoldenData.Values(numbers))}")
        );
        return all;
    }

    private void AssertRefused(string name, byte[] bytes, string part)
    {
        File.WriteAllBytes(folder[name], bytes);
        Assert.Contains(part, Assert.Throws<RefusedException>(() => ModelFile.Load(folder[name]).Dispose()).Message, StringComparison.Ordinal);
        Assert.Equal([folder[name]], Directory.GetFileSystemEntries(folder.Path));
        File.Delete(folder[name]);
    }

    private void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], bytes);
    }
}
