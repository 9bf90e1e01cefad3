using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class NestedArchiveTests
{
    [Theory]
    [InlineData("more.zip")]
    [InlineData("cats/MORE.ZIP")]
    [InlineData("cats/more.rar")]
    [InlineData("more.7z")]
    [InlineData("cats/more.tar")]
    [InlineData("more.tar.gz")]
    [InlineData("cats/x/more.tgz")]
    [InlineData("more.7z.001")]
    [InlineData("cats/more.z01")]
    public async Task AnArchiveInIt_IsListed_AndSaid_NotOpened(string name)
    {
        using var bench = new ImportBench();
        var inner = new ZipForge().Add("birds/1.png", TestPictures.Png(9)).ToArray();
        var folder = bench.WriteFolder("pets", ("cats/1.png", TestPictures.Png(1)), ("dogs/1.png", TestPictures.Png(2)), (name, inner));
        var zip = new ZipForge().Add("cats/1.png", TestPictures.Png(1)).Add("dogs/1.png", TestPictures.Png(2)).Add(name, inner);
        foreach (var finished in new[] { await bench.ImportAsync(folder), await bench.ImportAsync(zip) })
        {
            Assert.Null(finished.Refusal);
            Assert.Equal(["cats", "dogs"], ImportBench.Manifest(finished).ClassNames);
            var refused = Assert.Single(finished.Report.Refused);
            Assert.Equal((name, "archive"), (refused.Path, refused.Code));
            Assert.Contains("unpack it", refused.Sentence, StringComparison.Ordinal);
            var warning = Assert.Single(finished.Report.Warnings);
            Assert.Equal(WarningCodes.Nested, warning.Code);
            Assert.Contains(name, warning.Sentence, StringComparison.Ordinal);
            // A revision is of the same source.
            Assert.Contains(warning, finished.Report.For(new HoldOut(0, 0).Apply(ImportBench.Manifest(finished))).Warnings);
        }
    }

    [Fact]
    public async Task AnArchiveAndNothingElse_IsRefusedWithTheWayOut()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(new ZipForge().Add("pets.zip", ImportBench.Good().ToArray()));
        Assert.Equal(
            "Expected at least two class folders of pictures. Received: data.zip with no class folder, but with the archive pets.zip: unpack that and import what is in it.",
            finished.Refusal
        );
    }
}
