using System.Text;
using MlOpsDashboard.Workers.Engine.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class BadZipTests
{
    [Theory]
    [InlineData("../evil.png")]
    [InlineData("cats/../../evil.png")]
    [InlineData("..\\evil.png")]
    [InlineData("cats\\..\\..\\evil.png")]
    [InlineData("/etc/evil.png")]
    [InlineData("\\\\server\\evil.png")]
    [InlineData("C:\\evil.png")]
    [InlineData("c:evil.png")]
    [InlineData("cats/./evil.png")]
    [InlineData("cats//evil.png")]
    [InlineData("cats/ev\0il.png")]
    [InlineData("cats/ev\nil.png")]
    [InlineData("cats/ev\u0085il.png")]
    [InlineData("cats/con.png")]
    [InlineData("LPT1/evil.png")]
    [InlineData("cats/aux")]
    public async Task PathTricks_AreRefusedByName_AndNothingIsWrittenOutside(string name)
    {
        using var bench = new ImportBench();
        var refused = await bench.RefusedAsync(ImportBench.Good().Add(name, TestPictures.Png(9)));
        Assert.Equal("path", refused.Code);
        Assert.DoesNotContain(refused.Path, char.IsControl);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(bench.Layout.Root)!, "*evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task NamesOfMoreThan255Bytes_AreRefused_AndOf255Kept()
    {
        using var bench = new ImportBench();
        var name = new string('é', 125) + "x.png";
        Assert.Equal(255, Encoding.UTF8.GetByteCount(name));
        var refused = await bench.RefusedAsync(ImportBench.Good().Add($"cats/x{name}", TestPictures.Png(9)));
        Assert.Equal("path", refused.Code);
        Assert.Empty((await bench.ImportAsync(ImportBench.Good().Add($"cats/{name}", TestPictures.Png(9)))).Report.Refused);
    }

    [Fact]
    public async Task Twins_AreKeptApart()
    {
        using var bench = new ImportBench();
        string[] names = ["cats/\u00E9.png", "cats/e\u0301.png", "cats/E\u0301.png", "cats/\u05D0\u202E.png", "cats/\U0001F408.png", "Cats/1.png"];
        var zip = new ZipForge().Add("dogs/1.png", TestPictures.Png(1));
        for (var i = 0; i < names.Length; i++)
        {
            zip.Add(names[i], TestPictures.Png(10 + i));
        }
        var finished = await bench.ImportAsync(zip);
        Assert.Empty(finished.Report.Refused);
        Assert.Equal(
            names.Append("dogs/1.png").Order(StringComparer.Ordinal),
            ImportBench.Manifest(finished).Entries.Select(entry => entry.Path).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Cats", "cats", "dogs"], ImportBench.Manifest(finished).ClassNames);
    }

    [Fact]
    public async Task NamesWithoutUtf8Mark_AreReadAsUtf8_OrByALikelyCodePage()
    {
        using var bench = new ImportBench();
        var zip = ImportBench
            .Good()
            .Add("", TestPictures.Png(8), lie: new() { RawName = [.. "cats/"u8, 0x82, .. ".png"u8] })
            .Add("", TestPictures.Png(9), lie: new() { RawName = "cats/ü.png"u8.ToArray() })
            .Add("cats\\windows.png", TestPictures.Png(10));
        var paths = ImportBench.Manifest(await bench.ImportAsync(zip)).Entries.Select(entry => entry.Path).ToArray();
        Assert.Contains("cats/é.png", paths);
        Assert.Contains("cats/ü.png", paths);
        Assert.Contains("cats/windows.png", paths);
    }

    [Theory]
    [InlineData(0xA1FF, "link")]
    [InlineData(0x21B6, "link")]
    [InlineData(0x11B6, "link")]
    [InlineData(0x61B6, "link")]
    public async Task LinksAndDevices_AreRefused(int mode, string code)
    {
        using var bench = new ImportBench();
        var refused = await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", "/etc/passwd"u8.ToArray(), lie: new() { Mode = (ushort)mode }));
        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task EncryptedEntries_AreRefused()
    {
        using var bench = new ImportBench();
        Assert.Equal("encrypted", (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", TestPictures.Png(9), lie: new() { Flags = 1 }))).Code);
    }

    [Fact]
    public async Task OtherPacking_IsRefused()
    {
        using var bench = new ImportBench();
        Assert.Equal("unsupported", (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", TestPictures.Png(9), lie: new() { Method = 14 }))).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFlippedByte_IsNoticedByTheChecksum(bool deflate)
    {
        using var bench = new ImportBench();
        var bytes = TestPictures.Png(9);
        var data = deflate ? ZipForge.Deflate(bytes) : (byte[])bytes.Clone();
        data[data.Length / 2] ^= 1;
        Assert.Equal("bad-crc", (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", bytes, deflate, new() { Data = data }))).Code);
    }

    [Theory]
    [InlineData(10u)]
    [InlineData(60_000_000u)]
    public async Task ALengthThatLies_IsNoticed_InOneHeaderOrBoth(uint bytes)
    {
        using var bench = new ImportBench();
        var picture = TestPictures.Bmp(9, 400, 400);
        foreach (
            var lie in new ZipForge.Lie[]
            {
                new() { CentralBytes = bytes },
                new() { CentralBytes = bytes, LocalBytes = (uint)picture.Length },
                new() { LocalBytes = bytes },
            }
        )
        {
            foreach (var deflate in new[] { false, true })
            {
                Assert.Equal("bad-crc", (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.bmp", picture, deflate, lie))).Code);
            }
        }
    }

    [Fact]
    public async Task ANameThatDiffersInBothHeaders_IsRefused()
    {
        using var bench = new ImportBench();
        Assert.Equal(
            "bad-crc",
            (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.png", TestPictures.Png(9), lie: new() { LocalName = "dogs/3.png" }))).Code
        );
    }

    [Fact]
    public async Task SizesAfterTheData_AreFine()
    {
        using var bench = new ImportBench();
        Assert.Empty(
            (await bench.ImportAsync(ImportBench.Good().Add("cats/3.png", TestPictures.Png(9), deflate: true, lie: new() { Descriptor = true }))).Report.Refused
        );
    }

    [Fact]
    public async Task LargeArchives_AreRead_WithTheirNumbersInZip64Fields()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().Add("cats/3.png", TestPictures.Png(9), deflate: true, lie: new() { Large = true });
        File.WriteAllBytes(bench["large.zip"], zip.ToLargeArray());
        var finished = await bench.ImportAsync(bench["large.zip"]);
        Assert.Equal((null, 5), (finished.Refusal, finished.Report.Kept));
    }

    [Fact]
    public async Task WhatDotNetPacks_GivesTheVersionOfItsFolder()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("pets", ("cats/é.png", TestPictures.Png(1)), ("dogs/1.png", TestPictures.Png(2)), ("dogs/2.jpg", TestPictures.Jpeg(3)));
        System.IO.Compression.ZipFile.CreateFromDirectory(
            folder,
            bench["pets.zip"],
            System.IO.Compression.CompressionLevel.Optimal,
            includeBaseDirectory: true
        );
        Assert.Equal((await bench.ImportAsync(folder)).ManifestHash, (await bench.ImportAsync(bench["pets.zip"])).ManifestHash);
    }

    [Fact]
    public async Task TheSamePathTwice_IsRefusedTheSecondTime()
    {
        using var bench = new ImportBench();
        Assert.Equal("path", (await bench.RefusedAsync(ImportBench.Good().Add("cats/1.png", TestPictures.Png(9)))).Code);
    }

    [Fact]
    public async Task AFileOverTheLimit_IsRefusedUnread()
    {
        using var bench = new ImportBench { Limits = new ImportLimits(MaxFileBytes: 100_000) };
        Assert.Equal("limit", (await bench.RefusedAsync(ImportBench.Good().Add("cats/3.bmp", TestPictures.Bmp(9, 400, 400), deflate: true))).Code);
    }

    [Fact]
    public async Task EntriesThatShareBytes_EndTheImport()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("cats/1.png", TestPictures.Png(1), lie: new() { Offset = 0 }));
        Assert.Contains("overlap", finished.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreBytesThanTheLimit_EndTheImport_WhateverTheHeadersSay()
    {
        using var bench = new ImportBench { Limits = new ImportLimits(MaxTotalBytes: 300_000) };
        var finished = await bench.ImportAsync(ImportBench.Good().Add("cats/3.bmp", TestPictures.Bmp(9, 400, 400), deflate: true));
        Assert.Contains("300,000 bytes", finished.Refusal, StringComparison.Ordinal);
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task MoreEntriesThanTheLimit_EndTheImport_WhateverTheCountSays()
    {
        using var bench = new ImportBench { Limits = new ImportLimits(MaxEntries: 3) };
        Assert.Contains("at most 3 files", (await bench.ImportAsync(ImportBench.Good())).Refusal, StringComparison.Ordinal);
        File.WriteAllBytes(bench["lie.zip"], ImportBench.Good().ToArray(claimedCount: 1));
        Assert.Contains("at most 3 files", (await bench.ImportAsync(bench["lie.zip"])).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACountThatLies_EndsTheImport()
    {
        using var bench = new ImportBench();
        File.WriteAllBytes(bench["lie.zip"], ImportBench.Good().ToArray(claimedCount: 5));
        Assert.Contains("damaged", (await bench.ImportAsync(bench["lie.zip"])).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACutArchive_EndsTheImport_WhereverItIsCut()
    {
        using var bench = new ImportBench();
        var whole = ImportBench.Good().ToArray();
        foreach (var percent in Enumerable.Range(0, 100))
        {
            File.WriteAllBytes(bench["cut.zip"], whole[..(whole.Length * percent / 100)]);
            Assert.NotNull((await bench.ImportAsync(bench["cut.zip"])).Refusal);
        }
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task FlippedBytes_AnywhereInAnArchive_AreRefused_NeverAFault()
    {
        using var bench = new ImportBench();
        var whole = ImportBench.Good().ToArray();
        var good = (await bench.ImportAsync(ImportBench.Good())).ManifestHash;
        var random = new Random(11);
        var noticed = 0;
        for (var round = 0; round < 120; round++)
        {
            var bytes = (byte[])whole.Clone();
            // Most flips in the list at the end, where the numbers are.
            bytes[^(1 + random.Next(round % 3 == 0 ? bytes.Length : 250))] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(bench["flip.zip"], bytes);
            var finished = await bench.ImportAsync(bench["flip.zip"]);
            noticed += finished.ManifestHash == good ? 0 : 1;
        }
        Assert.InRange(noticed, 40, 120);
    }

    [Fact]
    public async Task ATooLongImport_IsStopped()
    {
        using var bench = new ImportBench { Limits = ImportLimits.Default with { MaxDuration = TimeSpan.FromTicks(1) } };
        Assert.Contains("takes longer", (await bench.ImportAsync(ImportBench.Good())).Refusal, StringComparison.Ordinal);
    }
}
