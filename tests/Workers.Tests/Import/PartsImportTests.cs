using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.Data;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class PartsImportTests
{
    [Theory]
    [InlineData("", "train", "val", "test")]
    [InlineData("pets/", "Train", "Valid", "Test")]
    [InlineData("download/pets/", "training", "validation", "testing")]
    public async Task FoldersOfASplit_AreParts_AndNoRunIsGivenTheTest(string around, string train, string validation, string test)
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Split(around, train, validation, test));
        Assert.Null(finished.Refusal);
        Assert.Equal([new ClassCount("cat", 3), new ClassCount("dog", 3)], finished.Report.Classes);
        Assert.Equal(new PartCounts(2, 2, 2), finished.Report.Parts);
        Assert.Equal(WarningCodes.FolderParts, Assert.Single(finished.Report.Warnings).Code);
        var files = DataSource.Open(finished.ManifestFile!);
        Assert.DoesNotContain(files.Files, file => file.Path.StartsWith(test, StringComparison.Ordinal));
        var split = SplitFiles.Of(files, 0.5, 1);
        Assert.Equal([$"{train}/cat/1.png", $"{train}/dog/2.png"], split.Training.Files.Select(file => file.Path));
        Assert.Equal([$"{validation}/cat/3.png", $"{validation}/dog/4.png"], split.Validation.Files.Select(file => file.Path));
        Assert.Equal([$"{test}/cat/5.png", $"{test}/dog/6.png"], DataSource.Test(finished.ManifestFile!).Select(file => file.Path));
        Assert.Equal(
            [$"{test}/cat/5.png", $"{test}/dog/6.png"],
            DataSource
                .OpenToJudge(finished.ManifestFile!, ["cat", "dog"], ((ITask)new ImageClassificationTask()).Accept, DatasetPart.Test)
                .Files.Select(file => file.Path)
        );
    }

    [Fact]
    public async Task TheSampleCase_KeepsItsGivenSplit()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Repository.Cases("zips", "split.zip"));
        Assert.Null(finished.Refusal);
        Assert.Equal(["cat", "dog"], ImportBench.Manifest(finished).ClassNames);
        Assert.NotNull(finished.Report.Parts);
    }

    [Fact]
    public async Task WithoutAValidationFolder_ARunSplitsWhatItIsGiven()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge();
        for (var i = 0; i < 8; i++)
            zip.Add($"train/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", TestPictures.Png(i));
        var finished = await bench.ImportAsync(zip.Add("test/cat/8.png", TestPictures.Png(8)).Add("test/9.png", TestPictures.Png(9)));
        Assert.Equal(new PartCounts(8, 0, 1), finished.Report.Parts);
        Assert.Equal(("test/9.png", "no-class"), (finished.Report.Refused[0].Path, finished.Report.Refused[0].Code));
        var split = SplitFiles.Of(DataSource.Open(finished.ManifestFile!), 0.25, 1);
        Assert.Equal((6, 2), (split.Training.Files.Count, split.Validation.Files.Count));
    }

    [Fact]
    public async Task APartWithoutAPicture_IsNoClass()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(
            new ZipForge().Add("train/cat/1.png", TestPictures.Png(1)).Add("train/dog/2.png", TestPictures.Png(2)).Add("test/", [])
        );
        Assert.Null(finished.Refusal);
        Assert.Equal(["cat", "dog"], ImportBench.Manifest(finished).ClassNames);
        Assert.Equal(new PartCounts(2, 0, 0), finished.Report.Parts);
    }

    [Theory]
    [InlineData("\"part\":\"training\"", "\"part\":\"Train\"", "Expected the part of each example to be training, validation or test in")]
    [InlineData("\"part\":\"test\"", "\"part\":\"Test\"", "Received: \"Test\" of")]
    [InlineData("[\"cat\",", "[\"cat\",\"cat\",", "Expected each class once in")]
    [InlineData("\"part\":\"training\"", "\"part\":\"training\",\"turn\":9", "Expected pictures turned by an EXIF orientation from 2 to 8 in")]
    [InlineData("\"part\":\"training\"", "\"part\":\"training\",\"weight\":-5", "Expected a weight from 0 to 1000000 for each example in")]
    public async Task AManifestThatSaysWhatNoneSays_IsRefused(string said, string other, string sentence)
    {
        using var bench = new ImportBench();
        var file = (await bench.ImportAsync(Split("", "train", "val", "test"))).ManifestFile!;
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(said, System.Text.RegularExpressions.Regex.Replace(text, "\"(turn|weight)\":null,?", ""), StringComparison.Ordinal);
        var written = System
            .Text.RegularExpressions.Regex.Replace(text, "\"(turn|weight)\":null,?", "")
            .Replace(",}", "}", StringComparison.Ordinal)
            .Replace(said, other, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        Assert.Contains(sentence, Assert.Throws<MlOpsDashboard.Core.RefusedException>(() => DataSource.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsClasses_TheFoldersAreClasses_AndTheManifestSaysHowToChangeIt()
    {
        using var bench = new ImportBench();
        var finished = await new DatasetImporter(bench.Layout, TimeProvider.System, choices: new() { ReadParts = false }).ImportAsync(
            Split("", "train", "val", "test").Save(bench["data.zip"]),
            null,
            _ => { },
            TestContext.Current.CancellationToken
        );
        Assert.Equal([new ClassCount("test", 2), new ClassCount("train", 2), new ClassCount("val", 2)], finished.Report.Classes);
        Assert.Null(finished.Report.Parts);
        Assert.Equal(WarningCodes.FolderClasses, Assert.Single(finished.Report.Warnings).Code);
        var parts = await bench.ImportAsync(Split("", "train", "val", "test"));
        Assert.Equal(parts.ManifestHash, new ReadFoldersAs(Parts: true).Apply(ImportBench.Manifest(finished)).Hash);
    }

    [Fact]
    public async Task ATable_NamesTheTestToo()
    {
        using var bench = new ImportBench();
        var table = "file,label,split\n1.png,cat,train\n2.png,dog,train\n3.png,cat,val\n4.png,dog,test\n5.png,bird,test\n"u8.ToArray();
        var zip = new ZipForge().Add("manifest.csv", table);
        for (var i = 1; i <= 5; i++)
            zip.Add($"{i}.png", TestPictures.Png(i));
        var finished = await bench.ImportAsync(zip);
        Assert.Null(finished.Refusal);
        Assert.Equal(new PartCounts(2, 1, 2), finished.Report.Parts);
        Assert.Equal([WarningCodes.Parts, WarningCodes.Untrained], finished.Report.Warnings.Select(warning => warning.Code));
        // What only the test has, no run can have an output for.
        Assert.Equal(["cat", "dog"], DataSource.Open(finished.ManifestFile!).ClassNames);
    }

    [Fact]
    public async Task TheSameBytesInTwoParts_StayAndAreSaid()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Split("", "train", "val", "test").Add("train/cat/5.png", TestPictures.Png(5)));
        Assert.Empty(finished.Report.Refused);
        Assert.Contains(finished.Report.Warnings, warning => warning.Code == WarningCodes.Leak);
    }

    [Fact]
    public void AFolderOfParts_ReadAsKerasDoes_IsSaid()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("pets", ("train/cat/1.png", TestPictures.Png(1)), ("test/cat/2.png", TestPictures.Png(2)));
        Assert.Contains("are read as classes", Assert.Single(DataNotices.Of(folder, DataSource.Open(folder))), StringComparison.Ordinal);
        var plain = bench.WriteFolder("plain", ("cat/1.png", TestPictures.Png(1)), ("dog/2.png", TestPictures.Png(2)));
        Assert.Empty(DataNotices.Of(plain, DataSource.Open(plain)));
    }

    private static ZipForge Split(string around, string train, string validation, string test) =>
        new ZipForge()
            .Add($"{around}{train}/cat/1.png", TestPictures.Png(1))
            .Add($"{around}{train}/dog/2.png", TestPictures.Png(2))
            .Add($"{around}{validation}/cat/3.png", TestPictures.Png(3))
            .Add($"{around}{validation}/dog/4.png", TestPictures.Png(4))
            .Add($"{around}{test}/cat/5.png", TestPictures.Png(5))
            .Add($"{around}{test}/dog/6.png", TestPictures.Png(6));
}
