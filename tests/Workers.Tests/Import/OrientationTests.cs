using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Photographs that lie on their side or head.</summary>
public sealed class OrientationTests
{
    [Fact]
    public async Task ByDefault_PicturesAreTurned_AndSaid()
    {
        using var bench = new ImportBench();
        var photo = TestPictures.Oriented(TestPictures.Jpeg(9, 160, 120), 6);
        var finished = await bench.ImportAsync(ImportBench.Good().Add("cats/phone.jpg", photo));
        var entry = Assert.Single(ImportBench.Manifest(finished).Entries, e => e.Turn is not null);
        Assert.Equal((6, 120, 160, "cats/phone.jpg"), (entry.Turn, entry.Width, entry.Height, entry.Path));
        Assert.Contains("exif-orientation:6", entry.Flags!);
        Assert.Equal(photo, File.ReadAllBytes(bench.Layout.Blob(entry.Sha256)));
        Assert.Equal(
            "1 picture is turned as its EXIF orientation says.",
            Assert.Single(finished.Report.Warnings, w => w.Code == WarningCodes.Orientation).Sentence
        );
        Assert.Equal((160, 120), Size(bench.Layout.Thumb(entry.Sha256)));
        Assert.Equal((120, 160), Size(bench.Layout.Thumb(entry.Sha256, isUpright: true)));
        Assert.Equal(entry.Sha256 + StorageLayout.Upright, entry.MediaKey);
        Assert.True(ImportBench.Manifest(finished).IsUpright);
    }

    [Fact]
    public async Task Ignored_PicturesLieAsStored_AndItIsSaid()
    {
        using var bench = new ImportBench();
        var finished = await ImportAsync(bench, turn: false);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(1, manifest.Format);
        Assert.All(manifest.Entries, e => Assert.Null(e.Turn));
        Assert.Equal(
            (160, 120),
            manifest.Entries.Where(e => e.Path.Contains("phone", StringComparison.Ordinal)).Select(e => (e.Width, e.Height)).Distinct().Single()
        );
        Assert.Equal(
            "7 pictures have an EXIF orientation that is ignored: the network sees them as they are stored, not as a viewer shows them.",
            Assert.Single(finished.Report.Warnings).Sentence
        );
        Assert.False(manifest.IsUpright);
    }

    /// <summary>A revision of one gives the version that an import with the other choice gives.</summary>
    [Fact]
    public async Task TheChoice_CanBeChangedAfterwards_BothWays()
    {
        using var bench = new ImportBench();
        var (turned, stored) = (await ImportAsync(bench, turn: true), await ImportAsync(bench, turn: false));
        var (upright, asStored) = (ImportBench.Manifest(turned), ImportBench.Manifest(stored));
        Assert.NotEqual(upright.Hash, asStored.Hash);
        var ignored = new TurnPictures(false).Apply(upright);
        Assert.Equal(asStored.Hash, ignored.Hash);
        Assert.Equal(asStored.Entries.Select(e => (e.Width, e.Height)), ignored.Entries.Select(e => (e.Width, e.Height)));
        var applied = new TurnPictures(true).Apply(asStored);
        Assert.Equal(upright.Hash, applied.Hash);
        Assert.Equal(upright.Entries.Select(e => (e.Width, e.Height)), applied.Entries.Select(e => (e.Width, e.Height)));
        Assert.Equal(stored.Report.Warnings, stored.Report.For(ignored).Warnings);
        Assert.Equal(turned.Report.Warnings, turned.Report.For(applied).Warnings);
        Assert.Equal((true, false), (applied.IsUpright, ignored.IsUpright));
        var sent = JsonSerializer.Serialize<DatasetRevision>(new TurnPictures(true), DatasetManifest.Json);
        Assert.Equal(new TurnPictures(true), JsonSerializer.Deserialize<DatasetRevision>(sent, DatasetManifest.Json));
    }

    [Fact]
    public async Task NothingToTurn_IsRefused()
    {
        using var bench = new ImportBench();
        var manifest = ImportBench.Manifest(await bench.ImportAsync(ImportBench.Good()));
        Assert.True(manifest.IsUpright);
        Assert.Equal(
            "Expected pictures with an EXIF orientation. Received: a dataset without.",
            Assert.Throws<RefusedException>(() => new TurnPictures(false).Apply(manifest)).Message
        );
        var old = manifest with { ReadsOrientation = false };
        Assert.Null(old.IsUpright);
        Assert.Contains(
            "import its pictures again",
            Assert.Throws<RefusedException>(() => new TurnPictures(true).Apply(old)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Every orientation in every kind of file that carries one: the loader gives what a viewer shows, or what is stored.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheLoader_SeesWhatTheManifestSays(bool turn)
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good();
        var expected = new Dictionary<string, byte[]>();
        foreach (var orientation in Enumerable.Range(1, 8))
        {
            using var image = TestPictures.Picture(orientation, 20, 12);
            using var oriented = TestPictures.Oriented(image, orientation);
            using var seen = turn ? oriented.Autorot() : image.Copy();
            foreach (
                var (kind, bytes) in new[]
                {
                    ("png", oriented.PngsaveBuffer()),
                    ("webp", oriented.WebpsaveBuffer(lossless: true)),
                    ("tiff", oriented.TiffsaveBuffer()),
                }
            )
            {
                zip.Add($"dogs/lying-{orientation}.{kind}", bytes);
                expected[$"dogs/lying-{orientation}.{kind}"] = PictureDecoder.Decode(seen.PngsaveBuffer(), "x", "rgb").Pixels;
            }
        }
        var finished = await ImportAsync(bench, turn, zip);
        var files = DataSource.Open(finished.ManifestFile!);
        Assert.Equal(turn, files.IsUpright);
        foreach (var (file, index) in files.Files.Select((file, i) => (file, i)).Where(f => expected.ContainsKey(f.file.Path)))
        {
            var entry = ImportBench.Manifest(finished).Entries.Single(e => e.Path == file.Path);
            var store = new PictureStore(files, new PictureFormat(entry.Height, entry.Width));
            using var batch = store.BatchOnce([index]);
            Assert.Equal(expected[file.Path].Select(v => (float)v), batch.data<float>().ToArray());
        }
    }

    /// <summary>The same bytes turned and as stored are two pictures to whatever is kept between runs.</summary>
    [Fact]
    public async Task KeptPictures_OfTurnedAndStored_AreKeptApart()
    {
        using var bench = new ImportBench();
        using var kept = new TemporaryFolder();
        var format = new PictureFormat(9, 21);
        var (turned, stored) = (await ImportAsync(bench, turn: true), await ImportAsync(bench, turn: false));
        var views = new List<float[]>();
        var names = new List<string>();
        foreach (var finished in new[] { turned, stored, turned, stored })
        {
            var files = DataSource.Open(finished.ManifestFile!);
            using var cache = new PictureCache(kept.Path, format, 64, 1 << 30);
            var plain = new PictureStore(files, format);
            var store = new PictureStore(files, format) { Cache = cache };
            var all = Enumerable.Range(0, files.Files.Count).ToArray();
            using var expected = plain.BatchOnce(all);
            using var actual = store.BatchOnce(all);
            Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
            views.Add(actual.data<float>().ToArray());
            names.Add(string.Join(' ', all.Select(store.ViewId)));
        }
        Assert.Equal(views[0], views[2]);
        Assert.NotEqual(views[0], views[1]);
        Assert.Equal((names[0], names[1]), (names[2], names[3]));
        Assert.NotEqual(names[0], names[1]);
    }

    private static async Task<ImportFinished> ImportAsync(ImportBench bench, bool turn, ZipForge? zip = null)
    {
        if (zip is null)
        {
            zip = ImportBench.Good();
            foreach (var orientation in Enumerable.Range(1, 8))
            {
                zip.Add($"cats/phone-{orientation}.jpg", TestPictures.Oriented(TestPictures.Jpeg(20 + orientation, 160, 120), orientation));
            }
        }
        var finished = await new DatasetImporter(bench.Layout, TimeProvider.System, choices: new ImportChoices { TurnPictures = turn }).ImportAsync(
            zip.Save(bench["data.zip"]),
            null,
            _ => { },
            TestContext.Current.CancellationToken
        );
        Assert.Null(finished.Refusal);
        Assert.Equal(0, finished.Report.RefusedCount);
        return finished;
    }

    private static (int Width, int Height) Size(string file)
    {
        using var image = Image.NewFromFile(file);
        return (image.Width, image.Height);
    }
}
