using System.Security.Cryptography;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Tests.Data;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class DatasetImporterTests
{
    [Fact]
    public async Task Import_OfAZip_KeepsPicturesUnderTheirHash_WithPreviewAndManifest()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good());

        Assert.Null(finished.Refusal);
        Assert.Empty(finished.Report.Refused);
        Assert.Equal([new ClassCount("cats", 2), new ClassCount("dogs", 2)], finished.Report.Classes);
        Assert.Equal(bench.Layout.Manifest(finished.ManifestHash!), finished.ManifestFile);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(finished.ManifestHash, manifest.Hash);
        Assert.Equal(["cats", "dogs"], manifest.ClassNames);
        Assert.Equal(["cats/1.png", "cats/2.jpg", "dogs/1.png", "dogs/2.png"], manifest.Entries.Select(entry => entry.Path));
        Assert.Equal((160, 120), (manifest.Entries[1].Width, manifest.Entries[1].Height));
        Assert.Equal(manifest.Entries.Sum(entry => entry.Bytes), finished.Report.Bytes);
        foreach (var entry in manifest.Entries)
        {
            var bytes = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(finished.ManifestFile)!, manifest.BlobRoot, entry.Sha256[..2], entry.Sha256));
            Assert.Equal(entry.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            using var thumbnail = Image.NewFromFile(bench.Layout.Thumb(entry.Sha256));
            Assert.Equal((entry.Width, entry.Height), (thumbnail.Width, thumbnail.Height));
        }
        Assert.Equal([finished.ManifestFile], bench.OtherFiles());
        Assert.Equal((4, 4), (bench.Told[^1].Done, bench.Told[^1].Total));
    }

    [Fact]
    public async Task Import_Again_GivesTheSameVersion_FromZipAndFolder()
    {
        using var bench = new ImportBench();
        var first = await bench.ImportAsync(ImportBench.Good());
        var again = await bench.ImportAsync(ImportBench.Good());
        var folder = await bench.ImportAsync(
            bench.WriteFolder(
                "pets",
                ("dogs/2.png", TestPictures.Png(4)),
                ("dogs/1.png", TestPictures.Png(3)),
                ("cats/2.jpg", TestPictures.Jpeg(2)),
                ("cats/1.png", TestPictures.Png(1))
            )
        );
        var wrapped = await bench.ImportAsync(
            new ZipForge()
                .Add("my pets/", [])
                .Add("my pets/dogs/", [])
                .Add("__MACOSX/my pets/._1.png", [1])
                .Add("my pets/.DS_Store", [1])
                .Add("my pets/cats/1.png", TestPictures.Png(1))
                .Add("my pets/cats/2.jpg", TestPictures.Jpeg(2))
                .Add("my pets/cats/Thumbs.db", [1])
                .Add("my pets/ATTRIBUTION.md", [1])
                .Add("my pets/dogs/1.png", TestPictures.Png(3))
                .Add("my pets/dogs/2.png", TestPictures.Png(4))
        );

        Assert.Empty(wrapped.Report.Refused);
        Assert.Equal(64, first.ManifestHash!.Length);
        Assert.Equal([first.ManifestHash, first.ManifestHash, first.ManifestHash], [again.ManifestHash, folder.ManifestHash, wrapped.ManifestHash]);
        Assert.Single(Directory.GetFiles(bench.Layout.Manifests));
        var one = await bench.ImportAsync(ImportBench.Good().Add("dogs/3.png", TestPictures.Png(5)));
        Assert.NotEqual(first.ManifestHash, one.ManifestHash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pets/")]
    public async Task Import_WithATableAtItsRoot_TakesClassesSplitAndWeightsFromIt(string around)
    {
        using var bench = new ImportBench();
        var table = "file,label,split,weight\na/1.png,cat,training,1\na/2.png,dog,training,2\nb.png,dog,validation,1\n"u8.ToArray();
        var finished = await bench.ImportAsync(
            new ZipForge()
                .Add(around + "manifest.csv", table)
                .Add(around + "a/1.png", TestPictures.Png(1))
                .Add(around + "a/2.png", TestPictures.Png(2))
                .Add(around + "b.png", TestPictures.Png(3))
                .Add(around + "a/left.png", TestPictures.Png(4))
        );
        Assert.Null(finished.Refusal);
        Assert.Equal([new ClassCount("cat", 1), new ClassCount("dog", 2)], finished.Report.Classes);
        Assert.Equal((around + "a/left.png", "no-class"), (finished.Report.Refused[0].Path, finished.Report.Refused[0].Code));
        var files = DataSource.Open(finished.ManifestFile!);
        var split = SplitFiles.Of(files, 0.5, 1);
        Assert.Equal(["a/1.png", "a/2.png"], split.Training.Files.Select(f => f.Path));
        Assert.Equal([1f, 2f], split.Training.Weights!);
        Assert.Equal("b.png", Assert.Single(split.Validation.Files).Path);
        // What the table says belongs to the version's identity.
        var other = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(table).Replace("training,2", "training,3", StringComparison.Ordinal)
        );
        var again = await bench.ImportAsync(
            new ZipForge().Add("manifest.csv", other).Add("a/1.png", TestPictures.Png(1)).Add("a/2.png", TestPictures.Png(2)).Add("b.png", TestPictures.Png(3))
        );
        Assert.NotEqual(finished.ManifestHash, again.ManifestHash);
    }

    [Theory]
    [InlineData("file,label\na/1.png,cat\nnowhere.png,dog\n", "a file that is imported with the table in manifest.csv, line 3")]
    [InlineData("file,label\n../a/1.png,cat\n", "a file that is imported with the table in manifest.csv, line 2")]
    [InlineData("file,label\na/1.png,cat\n", "at least two labels")]
    public async Task Import_WithABadTable_IsRefusedByLine(string table, string part)
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(
            new ZipForge().Add("manifest.csv", System.Text.Encoding.UTF8.GetBytes(table)).Add("a/1.png", TestPictures.Png(1))
        );
        Assert.Contains(part, finished.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAFolder_StandsInTheOrderThatTrainingLists()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "pets",
            ("b/z/1.png", TestPictures.Png(1)),
            ("b/2.png", TestPictures.Png(2)),
            ("b/10.png", TestPictures.Png(3)),
            ("b/a.png", TestPictures.Png(4)),
            ("B/1.png", TestPictures.Png(5)),
            ("b/Z.PNG", TestPictures.Png(6)),
            ("b/z-/1.png", TestPictures.Png(7))
        );
        var finished = await bench.ImportAsync(folder);
        var listed = ClassFolders.List(folder).Files.Select(file => file.Path).ToArray();
        Assert.Equal(listed, ImportBench.Manifest(finished).Entries.Select(entry => entry.Path));
        Assert.Equal(listed, DataSource.Open(finished.ManifestFile!).Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData(".bmp")]
    [InlineData(".gif")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".tiff")]
    [InlineData(".JPEG")]
    public async Task Import_ReadsEveryKind_ByContent(string ending)
    {
        using var bench = new ImportBench();
        var bytes = ending switch
        {
            ".bmp" => TestPictures.Bmp(9),
            ".gif" => TestPictures.Gif(9, 1),
            ".webp" => TestPictures.Webp(9),
            ".tif" or ".tiff" => TestPictures.Tiff(9),
            // A PNG by another name: Keras opens it too.
            _ => TestPictures.Png(9),
        };
        var finished = await bench.ImportAsync(ImportBench.Good().Add($"dogs/9{ending}", bytes));
        Assert.Empty(finished.Report.Refused);
        Assert.Equal(5, finished.Report.Kept);
    }

    [Fact]
    public async Task Import_OfAnAnimation_TakesItsFirstFrame()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("dogs/9.gif", TestPictures.Gif(9, 5)));
        var entry = Assert.Single(ImportBench.Manifest(finished).Entries, entry => entry.Path == "dogs/9.gif");
        Assert.Equal((24, 16), (entry.Width, entry.Height));
    }

    [Fact]
    public async Task Import_OfALargePicture_KeepsAPreviewOf192Pixels()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("dogs/9.jpg", TestPictures.Jpeg(9, 400, 800)));
        var entry = Assert.Single(ImportBench.Manifest(finished).Entries, entry => entry.Path == "dogs/9.jpg");
        using var thumbnail = Image.NewFromFile(bench.Layout.Thumb(entry.Sha256));
        Assert.Equal((96, 192), (thumbnail.Width, thumbnail.Height));
    }

    [Fact]
    public async Task Import_FlagsNearConstantPictures()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("dogs/grey.png", TestPictures.Constant(200)));
        Assert.Equal(
            ["dogs/grey.png"],
            ImportBench.Manifest(finished).Entries.Where(entry => entry.Flags?.Contains("near-constant") == true).Select(entry => entry.Path)
        );
    }

    [Fact]
    public async Task Import_OfTheSamePictureTwice_RefusesItWithinAClass_AndFlagsItInTwo()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("cats/3.png", TestPictures.Png(1)).Add("dogs/3.png", TestPictures.Png(1)));
        var refused = Assert.Single(finished.Report.Refused);
        Assert.Equal(("cats/3.png", "duplicate"), (refused.Path, refused.Code));
        Assert.Contains("cats/1.png", refused.Sentence, StringComparison.Ordinal);
        var flags = ImportBench
            .Manifest(finished)
            .Entries.Where(entry => entry.Flags is not null)
            .ToDictionary(entry => entry.Path, entry => Assert.Single(entry.Flags!));
        Assert.Equal(new Dictionary<string, string> { ["cats/1.png"] = "duplicate-of:dogs/3.png", ["dogs/3.png"] = "duplicate-of:cats/1.png" }, flags);
    }

    [Fact]
    public async Task Import_OfOneClass_IsRefusedAsAWhole()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(new ZipForge().Add("cats/1.png", TestPictures.Png(1)));
        Assert.Contains("only the class \"cats\"", finished.Refusal, StringComparison.Ordinal);
        Assert.Null(finished.ManifestFile);
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task Import_WithoutAFolder_IsRefusedAsAWhole_AndSaysWhy()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(new ZipForge().Add("1.png", TestPictures.Png(1)).Add("2.png", TestPictures.Png(2)));
        Assert.Contains("no class folder", finished.Refusal, StringComparison.Ordinal);
        Assert.Equal(["no-class", "no-class"], finished.Report.Refused.Select(file => file.Code));
    }

    [Fact]
    public async Task Import_WithAnEmptyClass_IsRefusedAsAWhole()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("birds/", []));
        Assert.Contains("none in \"birds\"", finished.Refusal, StringComparison.Ordinal);
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task Import_WithAClassOfBadPictures_IsRefusedAsAWhole_AndNamesTheFirst()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("birds/1.jpg", "<html>"u8.ToArray()));
        Assert.Contains("none in \"birds\" (birds/1.jpg: ", finished.Refusal, StringComparison.Ordinal);
        Assert.Contains("an HTML page", finished.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAnEmptyFolder_OrNothing_IsRefused()
    {
        using var bench = new ImportBench();
        Directory.CreateDirectory(bench["empty"]);
        Assert.NotNull((await bench.ImportAsync(bench["empty"])).Refusal);
        Assert.Contains("does not exist", (await bench.ImportAsync(bench["nothing"])).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WhenCancelled_LeavesNoManifestAndNothingHalfWritten()
    {
        using var bench = new ImportBench();
        using var stop = new CancellationTokenSource();
        var zip = ImportBench.Good().Save(bench["data.zip"]);
        var importer = new DatasetImporter(bench.Layout, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            importer.ImportAsync(
                zip,
                null,
                progress =>
                {
                    if (progress.Total is not null)
                    {
                        stop.Cancel();
                    }
                },
                stop.Token
            )
        );
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task Import_IntoAnotherManifestFolder_PointsAtTheBlobs()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().Save(bench["data.zip"]);
        var finished = await new DatasetImporter(bench.Layout, TimeProvider.System).ImportAsync(
            zip,
            bench["else/where"],
            _ => { },
            TestContext.Current.CancellationToken
        );
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(bench.Layout.Blobs, Path.GetFullPath(Path.Combine(bench["else/where"], manifest.BlobRoot)));
        Assert.StartsWith(bench["else/where"], finished.ManifestFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ListsAtMostAThousandRefused_AndCountsAll()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good();
        for (var i = 0; i < 1_100; i++)
        {
            zip.Add($"cats/{i}.txt", []);
        }
        var finished = await bench.ImportAsync(zip);
        Assert.Equal((1_100, 1_000), (finished.Report.RefusedCount, finished.Report.Refused.Count));
    }
}
