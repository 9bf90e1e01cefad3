using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks.MultiLabelClassification;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Tables of labels and numbers, at the root of a source or given themselves.</summary>
public sealed class TableImportTests
{
    private const string Labels = "file,labels,split\na/1.png,red|cat,training\na/2.png,,training\nb/3.png,cat,validation\nb/4.png,red|dog,test\n";
    private const string Numbers = "file,age,height\na/1.png,3,1.5\na/2.png,4.5,-2\nb/3.png,11,0\nb/4.png,13,1e-3\n";

    [Theory]
    [InlineData("manifest.csv", Labels)]
    [InlineData("tags.csv", Labels)]
    [InlineData("tags.tsv", "file\tlabels\tsplit\na/1.png\tred|cat\ttraining\na/2.png\t\ttraining\nb/3.png\tcat\tvalidation\nb/4.png\tred|dog\ttest\n")]
    [InlineData(
        "tags.jsonl",
        """
            {"file":"a/1.png","labels":["red","cat"],"split":"training"}
            {"file":"a/2.png","labels":[],"split":"training"}
            {"file":"b/3.png","labels":["cat"],"split":"validation"}
            {"file":"b/4.png","labels":["red","dog"],"split":"test"}
            """
    )]
    [InlineData(
        "tags.json",
        """
            [{"file":"a/1.png","labels":["red","cat"],"split":"training"}, {"file":"a/2.png","labels":[],"split":"training"},
             {"file":"b/3.png","labels":["cat"],"split":"validation"}, {"file":"b/4.png","labels":["red","dog"],"split":"test"}]
            """
    )]
    public async Task Labels_FromAFolderAZipOrTheTableItself_GiveTheSameVersion(string name, string table)
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, name, table);
        var finished = await bench.ImportAsync(folder);
        Assert.Null(finished.Refusal);
        Assert.Equal([new("cat", 2), new("dog", 1), new("red", 2)], finished.Report.Classes);
        Assert.Equal((DatasetKinds.Labels, 1, new PartCounts(2, 1, 1)), (finished.Report.Kind, finished.Report.Unlabelled, finished.Report.Parts));
        Assert.Equal(name != "manifest.csv", finished.Report.Warnings.Any(warning => warning.Code == WarningCodes.Table));
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal((DatasetKinds.Labels, 2, finished.ManifestHash), (manifest.Kind, manifest.Format, manifest.Hash));
        Assert.Equal(["cat", "red"], manifest.Entries[0].Labels);

        var zip = new ZipForge();
        for (var i = 1; i <= 4; i++)
            zip.Add($"pets/{(i < 3 ? "a" : "b")}/{i}.png", TestPictures.Png(i));
        Assert.Equal(finished.ManifestHash, (await bench.ImportAsync(zip.Add("pets/" + name, Encoding.UTF8.GetBytes(table)))).ManifestHash);
        var itself = await bench.ImportAsync(Path.Combine(folder, name));
        Assert.Equal(finished.ManifestHash, itself.ManifestHash);
        Assert.DoesNotContain(itself.Report.Warnings, warning => warning.Code == WarningCodes.Table);

        var files = DataSource.Open(finished.ManifestFile!);
        Assert.Equal(DatasetKinds.Labels, files.Kind);
        Assert.Equal(["cat", "red"], files.ClassNames);
        Assert.Equal(["a/1.png 1,1", "a/2.png 0,0", "b/3.png 1,0"], files.Files.Select(file => $"{file.Path} {string.Join(',', file.Target!)}"));
        var test = Assert.Single(
            DataSource.OpenToJudge(finished.ManifestFile!, ["red", "dog", "cat"], ((ITask)new MultiLabelClassificationTask()).Accept, DatasetPart.Test).Files
        );
        Assert.Equal([1, 1, 0], test.Target);
    }

    [Fact]
    public async Task Numbers_KeepTheirColumnsInOrder_AndAreReadAsTheTableIs()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "ages.csv", Numbers);
        var finished = await bench.ImportAsync(folder);
        Assert.Null(finished.Refusal);
        Assert.Equal(DatasetKinds.Numbers, finished.Report.Kind);
        var age = finished.Report.Numbers![0];
        Assert.Equal(("age", 3.0, 7.875, 13.0), (age.Name, age.Min, age.Mean, age.Max));
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1, 1], age.Histogram);
        Assert.Null(finished.Report.Unlabelled);

        var (files, table) = (DataSource.Open(finished.ManifestFile!), DataSource.Open(Path.Combine(folder, "ages.csv")));
        Assert.Equal((DatasetKinds.Numbers, "age,height"), (files.Kind, string.Join(',', files.ClassNames)));
        Assert.Equal(
            table.Files.Select(file => (file.Path, string.Join(' ', file.Target!))),
            files.Files.Select(file => (file.Path, string.Join(' ', file.Target!)))
        );
        Assert.Equal(
            [
                [1.5],
                [-2],
                [0],
                [1e-3],
            ],
            DataSource.Open(finished.ManifestFile!, ["height"]).Files.Select(file => file.Target!.ToArray())
        );
    }

    [Fact]
    public async Task ATableGivenItself_LooksAtNothingElse()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "ages.csv", "file,age\na/1.png,3\nb/3.png,4\n");
        File.WriteAllText(Path.Combine(folder, "other.csv"), "file,label\na/2.png,x\n");
        var finished = await bench.ImportAsync(Path.Combine(folder, "ages.csv"));
        Assert.Equal((2, 0), (finished.Report.Kept, finished.Report.RefusedCount));
        Assert.Equal(["age"], ImportBench.Manifest(finished).ClassNames);
    }

    [Fact]
    public async Task ListsBesideClassFolders_AreNobodysTable()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "words.csv", "file,caption\na/1.png,a red cat\n");
        File.WriteAllText(Path.Combine(folder, "readme.json"), """{"file":"a/1.png","label":"x"}""");
        File.WriteAllText(Path.Combine(folder, "broken.csv"), "file,label\n\"a/1.png,x\n");
        var finished = await bench.ImportAsync(folder);
        Assert.Equal(["a", "b"], ImportBench.Manifest(finished).ClassNames);
        Assert.Null(finished.Report.Kind);
    }

    [Fact]
    public async Task SeveralTables_AreSaid_AndNoneIsRead()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "one.csv", Labels);
        File.WriteAllText(Path.Combine(folder, "two.csv"), Numbers);
        var finished = await bench.ImportAsync(folder);
        Assert.Equal(["a", "b"], ImportBench.Manifest(finished).ClassNames);
        Assert.Contains(
            "one.csv, two.csv",
            Assert.Single(finished.Report.Warnings, warning => warning.Code == WarningCodes.SeveralTables).Sentence,
            StringComparison.Ordinal
        );
        File.WriteAllText(Path.Combine(folder, "manifest.csv"), "file,label\na/1.png,x\nb/3.png,y\n");
        Assert.Equal(["x", "y"], ImportBench.Manifest(await bench.ImportAsync(folder)).ClassNames);
    }

    [Theory]
    [InlineData("file,labels\na/1.png,\na/2.png,\n", "Expected at least one label among the pictures. Received:")]
    [InlineData("file,age\na/1.png,3\na/9.png,4\n", "Received: \"a/9.png\"")]
    [InlineData("file,age\na/1.png,3\na/2.png,old\n", "Expected a number in the column age")]
    [InlineData("file,labels,age\na/1.png,x,3\n", "Expected only the columns file, labels, split and weight")]
    [InlineData("file,age\na/1.png,3\n../x.png,3\n", "Received: \"../x.png\"")]
    public async Task ABadTable_IsRefusedInASentence(string table, string sentence)
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "t.csv", table);
        Assert.Contains(sentence, (await bench.ImportAsync(folder)).Refusal, StringComparison.Ordinal);
        Assert.Contains(sentence, (await bench.ImportAsync(Path.Combine(folder, "t.csv"))).Refusal, StringComparison.Ordinal);
        Assert.Empty(bench.OtherFiles());
    }

    [Fact]
    public async Task ALabelOfDamagedPicturesOnly_IsLeftOutAndSaid()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "t.csv", Labels);
        File.WriteAllText(Path.Combine(folder, "b/4.png"), "no picture");
        var finished = await bench.ImportAsync(folder);
        Assert.Equal(["cat", "red"], ImportBench.Manifest(finished).ClassNames);
        Assert.Equal("b/4.png", Assert.Single(finished.Report.Refused).Path);
        Assert.Contains(
            "“dog”",
            Assert.Single(finished.Report.Warnings, warning => warning.Code == WarningCodes.LabelsGone).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AlikeLabels_AreSaid_AndMergedWhereAsked()
    {
        using var bench = new ImportBench();
        var folder = Folder(bench, "t.csv", "file,labels\na/1.png,Red|red\na/2.png,red|cat\nb/3.png,red\n");
        Assert.StartsWith(
            "Labels differ",
            Assert.Single((await bench.ImportAsync(folder)).Report.Warnings, warning => warning.Code == WarningCodes.Labels).Sentence,
            StringComparison.Ordinal
        );
        var merged = ImportBench.Manifest(await bench.ImportWithAsync(folder, new() { MergeLabels = true }));
        Assert.Equal(["cat", "red"], merged.ClassNames);
        Assert.Equal(["red"], merged.Entries.Single(entry => entry.Path == "a/1.png").Labels);
    }

    [Fact]
    public async Task ThePictureInSeveralFolders_IsSaid_AndReadAsLabelsWhereAsked()
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().Add("pets/9.png", TestPictures.Png(1)).Add("pets/8.png", TestPictures.Png(3));
        var finished = await bench.ImportAsync(zip);
        Assert.Contains(
            "2 pictures lie in several classes",
            Assert.Single(finished.Report.Warnings, warning => warning.Code == WarningCodes.SeveralClasses).Sentence,
            StringComparison.Ordinal
        );
        var labels = await bench.ImportWithAsync(zip, new() { SeveralLabels = true });
        Assert.Equal((4, DatasetKinds.Labels), (labels.Report.Kept, labels.Report.Kind));
        Assert.Equal([new("cats", 2), new("dogs", 2), new("pets", 2)], labels.Report.Classes);
        Assert.DoesNotContain(labels.Report.Warnings, warning => warning.Code == WarningCodes.SeveralClasses);
        Assert.Equal([1, 0, 1], DataSource.Open(labels.ManifestFile!).Files[0].Target);
    }

    [Theory]
    [InlineData("\"kind\":\"labels\"", "\"kind\":\"masks\"", "Expected a kind of class, labels, numbers")]
    [InlineData("\"kind\":\"labels\",", "", "Expected every entry to have a class of the manifest and a SHA-256 in")]
    [InlineData("\"kind\":\"labels\"", "\"kind\":\"numbers\"", "Expected every entry to have numbers and nothing else")]
    [InlineData("\"labels\":[\"cat\",\"red\"]", "\"labels\":[\"cat\",\"blue\"]", "Expected labels of the manifest, each once in an entry in")]
    [InlineData("\"labels\":[\"cat\",\"red\"]", "\"labels\":[\"cat\",\"cat\"]", "Received: cat, cat of \"a/1.png\"")]
    [InlineData("\"labels\":[\"cat\",\"red\"]", "\"labels\":[null]", "Expected a dataset manifest. Received")]
    [InlineData("\"format\":2", "\"format\":4", "Expected a dataset manifest of format 3 or older")]
    public async Task AManifestOfLabelsThatContradictsItself_IsRefused(string said, string other, string sentence)
    {
        using var bench = new ImportBench();
        await RefusedAsync((await bench.ImportAsync(Folder(bench, "t.csv", Labels))).ManifestFile!, said, other, sentence);
    }

    [Theory]
    [InlineData("\"numbers\":[3,1.5]", "\"numbers\":[3]", "Expected a number for each of age, height in")]
    [InlineData("\"numbers\":[3,1.5]", "\"numbers\":[3,1e300]", "Expected a number for each of age, height in")]
    [InlineData("\"numbers\":[3,1.5]", "\"labels\":[]", "Expected every entry to have numbers and nothing else")]
    public async Task AManifestOfNumbersThatContradictsItself_IsRefused(string said, string other, string sentence)
    {
        using var bench = new ImportBench();
        await RefusedAsync((await bench.ImportAsync(Folder(bench, "t.csv", Numbers))).ManifestFile!, said, other, sentence);
    }

    private static async Task RefusedAsync(string file, string said, string other, string sentence)
    {
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(said, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(said, other, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => DataSource.Open(file)).Message, StringComparison.Ordinal);
    }

    private static string Folder(ImportBench bench, string name, string table) =>
        bench.WriteFolder(
            "source",
            ("a/1.png", TestPictures.Png(1)),
            ("a/2.png", TestPictures.Png(2)),
            ("b/3.png", TestPictures.Png(3)),
            ("b/4.png", TestPictures.Png(4)),
            (name, Encoding.UTF8.GetBytes(table))
        );
}
