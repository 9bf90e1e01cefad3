using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Samples;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Samples;

public sealed class SampleTests
{
    private static readonly SampleCatalog Catalog = new();

    private static readonly SampleSet Few = SampleCatalog.Get("emoji-mini") with { PerClass = 3 };

    [Theory]
    [InlineData("emoji-twemoji", 1583, 8)]
    [InlineData("emoji-noto", 1590, 8)]
    [InlineData("emoji-mini", 120, 3)]
    public void List_CountsPicturesFromTheMetadata(string name, int pictures, int classes)
    {
        var sample = Assert.Single(Catalog.List(), sample => sample.Name == name);
        Assert.Equal((pictures, classes), (sample.Pictures, sample.Classes));
        Assert.NotEmpty(sample.Attribution);
    }

    [Fact]
    public void Choose_LeavesOutSkinTones_AndCutsInTheOrderOfTheMetadata()
    {
        var people = Assert
            .Single(Catalog.Icons(SampleCatalog.Get("emoji-noto")).Choose(SampleCatalog.Get("emoji-noto")), c => c.Class == "People & Body")
            .Names;
        Assert.Equal(300, people.Count);
        Assert.DoesNotContain(people, name => name.Contains("skin-tone", StringComparison.Ordinal));
        Assert.Equal(people, people.Distinct());
    }

    [Fact]
    public void Get_WhenUnknown_NamesTheSamplesThereAre()
    {
        var refused = Assert.Throws<RefusedException>(() => SampleCatalog.Get("emoji"));
        Assert.Contains("emoji-twemoji", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_WhenTheIconsAreMissing_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<RefusedException>(() => new SampleCatalog(folder.Path).List());
        Assert.Contains(Path.Combine("twemoji", "metadata.json"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DrawsClassFoldersOnWhite()
    {
        using var folder = new TemporaryFolder();
        var told = new List<ImportProgress>();
        Assert.Equal(9, Write(Few, folder.Path, told.Add));

        var files = ClassFolders.List(folder.Path);
        Assert.Equal(["Animals & Nature", "Food & Drink", "Travel & Places"], files.ClassNames);
        Assert.Equal(9, files.Files.Count);
        foreach (var index in Enumerable.Range(0, 9))
        {
            var picture = PictureDecoder.Decode(files.FullPath(index), "rgb");
            Assert.Equal((128, 128, 3), (picture.Height, picture.Width, picture.Channels));
            Assert.Equal([255, 255, 255], picture.Pixels[..3]);
            Assert.True(picture.Pixels.Distinct().Count() > 3, $"{files.Files[index].Path} is empty");
        }
        Assert.Equal((0, 9), (told[0].Done, told[^1].Done));
        Assert.All(told, progress => Assert.Equal(9, progress.Total));
        Assert.Contains("CC BY 4.0", File.ReadAllText(folder["ATTRIBUTION.md"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emoji-twemoji")]
    [InlineData("emoji-noto")]
    public void Write_Twice_GivesTheSameBytes(string name)
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        var sample = SampleCatalog.Get(name) with { PerClass = 2 };
        Write(sample, first.Path);
        Write(sample, second.Path);
        Assert.Equal(Hashes(first.Path), Hashes(second.Path));
        Assert.Equal(16, Hashes(first.Path).Distinct().Count());
    }

    [Fact]
    public void Write_WhenCutShort_IsCompletedByTheNextCall()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Write(Few, folder.Path, cancellationToken: stop.Token));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.png", SearchOption.AllDirectories));

        Assert.Equal(9, Write(Few, folder.Path));
        var missing = Directory.GetFiles(folder["Food & Drink"])[0];
        File.Delete(missing);
        File.WriteAllText(folder[".sample.json"], File.ReadAllText(folder[".sample.json"]).Replace("true", "false", StringComparison.Ordinal));
        var kept = Directory.GetFiles(folder["Travel & Places"])[0];
        var before = File.GetLastWriteTimeUtc(kept);
        Assert.Equal(9, Write(Few, folder.Path));
        Assert.True(File.Exists(missing));
        Assert.Equal(before, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public void Write_WhenFinished_DrawsNothing()
    {
        using var folder = new TemporaryFolder();
        Write(Few, folder.Path);
        var told = 0;
        Assert.Equal(9, Write(Few, folder.Path, _ => told++));
        Assert.Equal(0, told);
    }

    [Fact]
    public void Write_IntoAFolderOfSomethingElse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.txt"], "");
        var refused = Assert.Throws<RefusedException>(() => Write(Few, folder.Path));
        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Equal([folder["mine.txt"]], Directory.GetFileSystemEntries(folder.Path));
    }

    private static int Write(SampleSet sample, string folder, Action<ImportProgress>? report = null, CancellationToken? cancellationToken = null) =>
        new SampleWriter(Catalog, TimeProvider.System).Write(sample, folder, report ?? (_ => { }), cancellationToken ?? TestContext.Current.CancellationToken);

    private static string[] Hashes(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*.png", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        ];
}
