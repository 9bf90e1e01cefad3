using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class LabelImportTests
{
    [Theory]
    [InlineData("cat", "Cat")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("cat", "cat\u3000")]
    [InlineData("\uD55C", "\u1112\u1161\u11AB")]
    public async Task AlikeLabels_AreSaid_AndMergedWhereAsked(string one, string other)
    {
        using var bench = new ImportBench();
        var files = new[]
        {
            ($"{one}/1.png", TestPictures.Png(1)),
            ($"{one}/2.png", TestPictures.Png(2)),
            ($"{other}/3.png", TestPictures.Png(3)),
            ("dog/4.png", TestPictures.Png(4)),
        };
        var zip = new ZipForge();
        foreach (var (name, bytes) in files)
            zip.Add(name, bytes);
        var finished = await bench.ImportAsync(zip);
        Assert.Equal(3, finished.Report.Classes.Count);
        Assert.Equal(WarningCodes.Labels, Assert.Single(finished.Report.Warnings).Code);
        var merged = await bench.ImportWithAsync(bench.WriteFolder("labels", files), new() { MergeLabels = true });
        Assert.Empty(merged.Report.Warnings);
        Assert.Equal(new[] { one, "dog" }.Order(StringComparer.Ordinal), ImportBench.Manifest(merged).ClassNames);
        Assert.Equal(3, ImportBench.Manifest(merged).Entries.Count(entry => entry.Class == one));
    }

    [Fact]
    public async Task TheSampleCase_IsSaid()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Repository.Cases("zips", "nfd.zip"));
        Assert.Contains(
            "cafe\\u0301",
            Assert.Single(finished.Report.Warnings, warning => warning.Code == WarningCodes.Labels).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task LabelsOfATable_AreSaidAndMergedToo()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "table",
            ("1.png", TestPictures.Png(1)),
            ("2.png", TestPictures.Png(2)),
            ("3.png", TestPictures.Png(3)),
            ("4.png", TestPictures.Png(4)),
            ("manifest.csv", "file,label\n1.png,cat\n2.png,cat \n3.png,cat\n4.png,dog\n"u8.ToArray())
        );
        Assert.Equal(WarningCodes.Labels, Assert.Single((await bench.ImportAsync(folder)).Report.Warnings).Code);
        var merged = await bench.ImportWithAsync(folder, new() { MergeLabels = true });
        Assert.Equal(["cat", "dog"], ImportBench.Manifest(merged).ClassNames);
        // Trained on as it is, its labels stay apart, and that is said.
        var table = Path.Combine(folder, "manifest.csv");
        var files = DataSource.Open(table);
        Assert.Equal(3, files.ClassNames.Count);
        Assert.Contains("“cat” (2) and “cat\\u0020” (1)", Assert.Single(DataNotices.Of(table, files)), StringComparison.Ordinal);
        Assert.Empty(DataNotices.Of(merged.ManifestFile!, DataSource.Open(merged.ManifestFile!)));
    }

    [Fact]
    public async Task TheSameBytes_InLabelsThatAreMerged_AreListed()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().Add("Cats/9.png", TestPictures.Png(1));
        var refused = Assert.Single((await bench.ImportWithAsync(zip, new() { MergeLabels = true })).Report.Refused);
        Assert.Equal(("cats/1.png", "duplicate"), (refused.Path, refused.Code));
    }

    [Fact]
    public async Task WhereOnlyOneIsLeft_TheImportIsRefused()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge().Add("cat/1.png", TestPictures.Png(1)).Add("Cat/2.png", TestPictures.Png(2));
        Assert.StartsWith("Expected at least two classes", (await bench.ImportWithAsync(zip, new() { MergeLabels = true })).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsTrainedOn_IsSaidTooAndStaysAsItIs()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("labels", ("cat/1.png", TestPictures.Png(1)), ("Cat/2.png", TestPictures.Png(2)), ("dog/3.png", TestPictures.Png(3)));
        var files = DataSource.Open(folder);
        Assert.Equal(["Cat", "cat", "dog"], files.ClassNames);
        Assert.Contains("--merge-labels", Assert.Single(DataNotices.Of(folder, files)), StringComparison.Ordinal);
    }
}
