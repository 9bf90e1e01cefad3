using System.IO.Hashing;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class ZipNamesTests
{
    [Theory]
    [InlineData(936, "猫", "狗", "照片一.png", "Simplified Chinese (GBK)")]
    [InlineData(936, "猫", "牛", "1.png", "Simplified Chinese (GBK)")]
    [InlineData(936, "数据集/苹果", "数据集/香蕉", "1.png", "Simplified Chinese (GBK)")]
    [InlineData(54936, "㐀猫", "\U00020000狗", "照片一.png", "Simplified Chinese (GB18030)")]
    [InlineData(950, "許功蓋", "圖片", "1.png", "Traditional Chinese (Big5)")]
    [InlineData(932, "表", "ソース", "能力.png", "Japanese (Shift-JIS)")]
    [InlineData(932, "表", "裏", "表.png", "Japanese (Shift-JIS)")]
    [InlineData(949, "고양이", "개", "사진.png", "Korean (EUC-KR)")]
    [InlineData(866, "кошка", "собака", "фото.png", "Cyrillic (DOS, CP866)")]
    [InlineData(1251, "кошка", "собака", "фото.png", "Cyrillic (Windows-1251)")]
    [InlineData(850, "Äpfel", "Nüsse", "1.png", null)]
    [InlineData(850, "cats", "dogs", "é.png", null)]
    [InlineData(1252, "Müller", "Größe", "1.png", "Western (Windows-1252)")]
    public async Task UndeclaredNames_AreReadByTheLikeliestCodePage_NeverSilently(int codePage, string first, string second, string file, string? title)
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Two(codePage, first, second, file));
        Assert.Null(finished.Refusal);
        Assert.Empty(finished.Report.Refused);
        var manifest = ImportBench.Manifest(finished);
        var (one, other) = (first.Split('/')[^1], second.Split('/')[^1]);
        Assert.Equal(new[] { one, other }.Order(StringComparer.Ordinal), manifest.ClassNames);
        Assert.Equal(
            new[] { $"{one}/{file}", $"{other}/{file}" }.Order(StringComparer.Ordinal),
            manifest.Entries.Select(entry => entry.Path).Order(StringComparer.Ordinal)
        );
        var warning = Assert.Single(finished.Report.Warnings);
        Assert.Equal(WarningCodes.Names, warning.Code);
        Assert.Contains($"/{file}”", warning.Sentence, StringComparison.Ordinal);
        // Western ones share the letters: which of them it was can't be told, and need not.
        Assert.Contains(title ?? "Western", warning.Sentence, StringComparison.Ordinal);
        // Read wrongly on purpose in all ways that there are, then as guessed: the version is the same.
        var readings = NameReadings.Of(manifest);
        var guessed = Assert.Single(readings, reading => reading.IsCurrent);
        Assert.True(readings.Count > 1);
        Assert.All(
            readings,
            wrong => Assert.Equal(manifest.Hash, new ReadNamesAs(guessed.Page.Name).Apply(new ReadNamesAs(wrong.Page.Name).Apply(manifest)).Hash)
        );
    }

    [Fact]
    public async Task TheSampleCase_IsReadAsAReaderOfGbkSeesIt()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Repository.Cases("zips", "gbk.zip"));
        Assert.Equal(["狗", "猫"], ImportBench.Manifest(finished).ClassNames);
        Assert.Equal(WarningCodes.Names, Assert.Single(finished.Report.Warnings).Code);
    }

    [Fact]
    public async Task ARealArchive_GivesTheVersionOfItsFolder()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("pets", ("猫/表.png", TestPictures.Png(1)), ("狗/1.png", TestPictures.Png(2)));
        var zip = new ZipForge().AddIn(936, "猫/表.png", TestPictures.Png(1)).AddIn(936, "狗/1.png", TestPictures.Png(2));
        Assert.Equal((await bench.ImportAsync(folder)).ManifestHash, (await bench.ImportAsync(zip)).ManifestHash);
    }

    [Fact]
    public async Task DeclaredNames_AreSilent()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge().Add("猫/1.png", TestPictures.Png(1)).Add("狗/1.png", TestPictures.Png(2));
        Assert.Empty((await bench.ImportAsync(zip)).Report.Warnings);
        // UTF-8 that nothing declares, beyond doubt; and ASCII.
        zip = new ZipForge()
            .AddIn(65001, "café/1.png", TestPictures.Png(1))
            .AddIn(65001, "狗/一.png", TestPictures.Png(2))
            .AddIn(65001, "plain/1.png", TestPictures.Png(3));
        var finished = await bench.ImportAsync(zip);
        Assert.Empty(finished.Report.Warnings);
        Assert.Equal(["café", "plain", "狗"], ImportBench.Manifest(finished).ClassNames);
        Assert.All(ImportBench.Manifest(finished).Entries, entry => Assert.Null(entry.RawPath));
    }

    [Fact]
    public async Task TheUnicodePathField_IsBelieved_WhereItIsOfThisName()
    {
        using var bench = new ImportBench();
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        var name = gbk.GetBytes("猫/1.png");
        var zip = ImportBench
            .Good()
            .Add("", TestPictures.Png(8), lie: new() { RawName = name, Extra = UnicodePath(name, "ねこ/1.png") })
            .Add("", TestPictures.Png(9), lie: new() { RawName = gbk.GetBytes("狗/1.png"), Extra = UnicodePath(name, "いぬ/1.png") });
        Assert.Equal(["cats", "dogs", "ねこ", "狗"], ImportBench.Manifest(await bench.ImportAsync(zip)).ClassNames);
    }

    [Fact]
    public async Task AMarkThatLies_DeclaresNothing()
    {
        using var bench = new ImportBench();
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        var zip = new ZipForge()
            .Add("", TestPictures.Png(1), lie: new() { RawName = gbk.GetBytes("苹果/1.png"), Flags = 0x800 })
            .Add("", TestPictures.Png(2), lie: new() { RawName = gbk.GetBytes("香蕉/1.png"), Flags = 0x800 });
        Assert.Equal(["苹果", "香蕉"], ImportBench.Manifest(await bench.ImportAsync(zip)).ClassNames);
    }

    /// <summary>Some names are UTF-8 by chance: the bytes of 猫 in GBK are those of è.</summary>
    [Fact]
    public async Task AMarkThatLies_DeclaresNoNameThatIsUtf8ByChance()
    {
        using var bench = new ImportBench();
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        var zip = new ZipForge();
        foreach (var (name, i) in new[] { "猫", "狗狗", "汽车", "表面" }.Select((name, i) => (name, i)))
            zip.Add("", TestPictures.Png(i), lie: new() { RawName = gbk.GetBytes($"{name}/1.png"), Flags = 0x800 });
        var manifest = ImportBench.Manifest(await bench.ImportAsync(zip));
        Assert.Equal(new[] { "猫", "狗狗", "汽车", "表面" }.Order(StringComparer.Ordinal), manifest.ClassNames);
        Assert.All(manifest.Entries, entry => Assert.NotNull(entry.RawPath));
    }

    [Fact]
    public async Task OneNameAmongAsciiOnes_IsReadAndSaid()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().AddIn(936, "cats/小猫.png", TestPictures.Png(9)));
        Assert.Contains(ImportBench.Manifest(finished).Entries, entry => entry.Path == "cats/小猫.png" && entry.RawPath is not null);
        Assert.Contains("“cats/小猫.png”", Assert.Single(finished.Report.Warnings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderAroundAll_IsNoPartOfTheRawPath()
    {
        using var bench = new ImportBench();
        var entry = ImportBench.Manifest(await bench.ImportAsync(Two(932, "表示/ソ/猫", "表示/ソ/犬", "1.png"))).Entries[0];
        Assert.Equal(entry.Path, CodePage.Named("sjis").DecodePath(Convert.FromBase64String(entry.RawPath!["shift_jis:".Length..])));
        Assert.Equal(2, entry.Path.Split('/').Length);
    }

    [Theory]
    [InlineData("big5")]
    [InlineData("euc-kr")]
    [InlineData("1251")]
    public async Task TheChoiceAtImport_IsWhatTheRevisionGives(string choice)
    {
        using var bench = new ImportBench();
        var zip = Two(936, "苹果", "香蕉", "1.png");
        var guessed = ImportBench.Manifest(await bench.ImportAsync(zip));
        var chosen = await bench.ImportWithAsync(zip, new() { Names = CodePage.Named(choice) });
        Assert.Equal(new ReadNamesAs(choice).Apply(guessed).Hash, chosen.ManifestHash);
    }

    [Fact]
    public async Task ANameThatIsNoTextInTheChoice_IsRefusedByItself()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().AddIn(936, "cats/狗.png", TestPictures.Png(9));
        var finished = await bench.ImportWithAsync(zip, new() { Names = CodePage.Utf8 });
        var refused = Assert.Single(finished.Report.Refused);
        Assert.Equal("path", refused.Code);
        Assert.StartsWith("Expected a name that is text in Unicode (UTF-8).", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tricks_InAnyCodePage_AreRefused()
    {
        using var bench = new ImportBench();
        foreach (var name in new[] { "..\\猫.png", "/猫.png", "猫/../../x.png", "C:\\猫.png", "猫\\..\\..\\x.png" })
        {
            var finished = await bench.ImportAsync(ImportBench.Good().AddIn(936, name, TestPictures.Png(9)));
            Assert.Equal("path", Assert.Single(finished.Report.Refused).Code);
        }
    }

    [Fact]
    public async Task FilesThatDifferOnlyInWriting_AreKeptApart()
    {
        using var bench = new ImportBench();
        string[] names = ["a/1.jpg", "a/1.JPG", "A/1.jpg", "a/caf\u00E9.jpg", "a/cafe\u0301.jpg", "a/CAF\u00C9.jpg", "b/1.jpg"];
        (string, byte[])[] files = [.. names.Select((name, i) => (name, TestPictures.Jpeg(30 + i)))];
        var zip = new ZipForge();
        foreach (var (name, bytes) in files)
            zip.Add(name, bytes);
        foreach (var finished in new[] { await bench.ImportAsync(bench.WriteFolder("twins", files)), await bench.ImportAsync(zip) })
        {
            Assert.Empty(finished.Report.Refused);
            Assert.Equal(names.Order(StringComparer.Ordinal), ImportBench.Manifest(finished).Entries.Select(entry => entry.Path).Order(StringComparer.Ordinal));
            Assert.Equal(["A", "a", "b"], ImportBench.Manifest(finished).ClassNames);
            Assert.Equal(names.Length, DataSource.Open(finished.ManifestFile!).Files.DistinctBy(file => file.Location).Count());
        }
    }

    private static ZipForge Two(int codePage, string first, string second, string file) =>
        new ZipForge().AddIn(codePage, $"{first}/{file}", TestPictures.Png(1)).AddIn(codePage, $"{second}/{file}", TestPictures.Png(2));

    // Info-ZIP: version, checksum of the stored name, the name in UTF-8.
    private static byte[] UnicodePath(byte[] stored, string name)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        return [0x75, 0x70, (byte)(utf8.Length + 5), 0, 1, .. BitConverter.GetBytes(Crc32.HashToUInt32(stored)), .. utf8];
    }
}
