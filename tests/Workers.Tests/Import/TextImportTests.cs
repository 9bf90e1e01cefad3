using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Tables and folders of texts become dataset versions.</summary>
public sealed class TextImportTests
{
    private const string Table =
        "label,review\n1,房间很好，服务周到\n0,早餐太差\n1,房间很好，服务周到\n0,房间很好，服务周到\n1,\"离车站很近,\n走路五分钟\"\n0,\n0,隔音不好\n";

    [Fact]
    public async Task ATable_BecomesAVersion_WhoseTextsLieInOneBlob()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(bench.WriteFolder("t", ("reviews.csv", Gb(Table))));
        Assert.Null(finished.Refusal);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal((TextInputCard.InputName, 3, 1, true), (manifest.Input, manifest.Format, manifest.Blobs!.Count, manifest.IsWhole));
        Assert.Equal(["reviews.csv#2", "reviews.csv#3", "reviews.csv#5", "reviews.csv#6", "reviews.csv#9"], manifest.Entries.Select(e => e.Path));
        // The same text twice in a class stays once; in two classes both stay, flagged.
        Assert.Equal([("reviews.csv#4", "duplicate"), ("reviews.csv#8", "empty")], finished.Report.Refused.Select(file => (file.Path, file.Code)));
        Assert.Equal(["duplicate-of:reviews.csv#5"], manifest.Entries[0].Flags!);
        Assert.Contains(WarningCodes.SeveralClasses, finished.Report.Warnings.Select(warning => warning.Code));
        Assert.Contains(finished.Report.Warnings, w => w.Code == WarningCodes.TextColumns && w.Sentence.Contains("GB18030", StringComparison.Ordinal));
        Assert.Equal((9, 11), (manifest.Entries[0].Width, manifest.Entries[0].Height));
        var texts = finished.Report.Texts!;
        Assert.Equal((4, 12, "zh"), (texts.Characters.Least, texts.Characters.Most, texts.Languages.Single().Language));
        Assert.Equal(5, texts.Characters.Bins.Sum(bin => bin.Count));
        var files = TextSource.Open(finished.ManifestFile!);
        Assert.Equal(
            [("房间很好，服务周到", 1), ("早餐太差", 0), ("房间很好，服务周到", 0), ("离车站很近,\n走路五分钟", 1), ("隔音不好", 0)],
            files.Files.Select(f => (f.Text, f.Label))
        );
    }

    [Theory]
    [InlineData("", "Expected a first row that names the columns in r.csv. Received: an empty file.")]
    [InlineData("text,label\n", "Expected a table of texts in r.csv. Received: no row that can be read.")]
    [InlineData("text,label\ngood room,a\nbad room,a\n", "Expected at least two classes with texts in r.csv. Received: 1.")]
    public async Task ATableWithNothingToLearn_IsRefusedByItsName(string table, string sentence)
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Path.Combine(bench.WriteFolder("t", ("r.csv", Encoding.UTF8.GetBytes(table))), "r.csv"));
        Assert.Equal(sentence, finished.Refusal);
    }

    [Fact]
    public async Task TheSameTexts_AreTheSameVersion_WhateverTheyCameIn()
    {
        using var bench = new ImportBench();
        var table = bench.WriteFolder("t", ("reviews.csv", Gb(Table)));
        var zip = Path.Combine(table, "..", "reviews.zip");
        ZipFile.CreateFromDirectory(table, zip);
        var first = await bench.ImportAsync(table);
        Assert.Equal(first.ManifestHash, (await bench.ImportAsync(Path.Combine(table, "reviews.csv"))).ManifestHash);
        Assert.Equal(first.ManifestHash, (await bench.ImportAsync(zip)).ManifestHash);
        Assert.Equal(first.ManifestHash, (await bench.ImportAsync(bench.WriteFolder("u", ("reviews.csv", Encoding.UTF8.GetBytes(Table))))).ManifestHash);
    }

    [Fact]
    public async Task ATableForEachPart_DecidesTheSplit_AndWhatLeaksIsFlagged()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "t",
            ("train.tsv", "text\tlabel\nThe breakfast here was really good and cheap\ta\nNoisy rooms, never again in this hotel\tb\n"u8.ToArray()),
            ("dev.tsv", "text\tlabel\nThe breakfast here was REALLY good, and cheap!\ta\nsomething else entirely\tb\n"u8.ToArray()),
            ("test.tsv", "text\tlabel\nNoisy rooms, never again in this hotels\tb\n"u8.ToArray()),
            ("README.txt", "read me"u8.ToArray())
        );
        var finished = await bench.ImportAsync(folder);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(new PartCounts(2, 2, 1), finished.Report.Parts);
        Assert.Equal(
            ["dev.tsv#2", "test.tsv#2", "train.tsv#2", "train.tsv#3"],
            manifest.Entries.Where(e => e.Flags is not null).Select(e => e.Path).Order(StringComparer.Ordinal)
        );
        Assert.Contains(WarningCodes.NearDuplicates, finished.Report.Warnings.Select(warning => warning.Code));
        Assert.Equal(["test.tsv#2"], TextSource.Test(finished.ManifestFile!).Select(f => f.Path));
        Assert.Equal(4, TextSource.Open(finished.ManifestFile!).Files.Count);
    }

    [Fact]
    public async Task ClassFoldersOfTexts_AreRead_AndPartsAmongThem()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "imdb",
            ("train/neg/1.txt", Gb("很差")),
            ("train/pos/1.txt", Gb("很好，推荐")),
            ("test/neg/2.txt", Gb("不推荐")),
            ("test/pos/2.txt", Gb("物美价廉")),
            ("train/pos/empty.txt", [])
        );
        var finished = await bench.ImportAsync(folder);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(["neg", "pos"], manifest.ClassNames);
        Assert.Equal([("train/pos/empty.txt", "empty")], finished.Report.Refused.Select(file => (file.Path, file.Code)));
        Assert.Equal([("很差", 0), ("很好，推荐", 1)], TextSource.Open(finished.ManifestFile!).Files.Select(f => (f.Text, f.Label)));
        Assert.Equal("Simplified Chinese (GB18030)", finished.Report.Texts!.Encoding);
    }

    [Fact]
    public async Task RowsAreAdded_BehindThoseThatAreThere()
    {
        using var bench = new ImportBench();
        var first = await bench.ImportAsync(bench.WriteFolder("t", ("a.csv", "text,label\none,x\ntwo,y\n"u8.ToArray())));
        var finished = await bench.ImportWithAsync(
            bench.WriteFolder("u", ("a.csv", "text,label\ntwo,y\nthree,z\nfour,x\n"u8.ToArray())),
            new() { AddTo = first.ManifestFile }
        );
        Assert.Null(finished.Refusal);
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal((2, 4), (manifest.Blobs!.Count, manifest.Entries.Count));
        Assert.Equal(["one", "two", "three", "four"], TextSource.Open(finished.ManifestFile!).Files.Select(f => f.Text));
        Assert.Equal(4, TextSource.Open(finished.ManifestFile!).Files.DistinctBy(f => f.Path).Count());
        var pictures = await bench.ImportWithAsync(ImportBench.Good(), new() { AddTo = first.ManifestFile });
        Assert.Contains("texts", pictures.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARevision_KeepsTheTextsInTheirBlob()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(bench.WriteFolder("t", ("a.csv", "text,label\none,x\ntwo,y\nthree,Y\n"u8.ToArray())));
        Assert.Contains(WarningCodes.Labels, finished.Report.Warnings.Select(warning => warning.Code));
        var manifest = new MergeLabels().Apply(ImportBench.Manifest(finished));
        Assert.Equal(["Y", "x"], manifest.ClassNames);
        manifest = new RenameLabel("x", "z").Apply(new Relabel([]).Apply(manifest));
        Assert.Equal((TextInputCard.InputName, 1), (manifest.Input, manifest.Blobs!.Count));
        var revised = Path.Combine(bench.Layout.Manifests, "revised.json");
        File.WriteAllText(revised, System.Text.Json.JsonSerializer.Serialize(new LeaveOut(["a.csv#3"]).Apply(manifest), DatasetManifest.Json));
        Assert.Equal([("one", 1), ("three", 0)], TextSource.Open(revised).Files.Select(f => (f.Text, f.Label)));
        Assert.NotNull(finished.Report.For(manifest).Texts);
    }

    [Fact]
    public async Task AManifestWhoseBlobIsChanged_IsRefusedInASentence()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(bench.WriteFolder("t", ("a.csv", "text,label\none,x\ntwo,y\n"u8.ToArray())));
        var file = bench.Layout.Blob(ImportBench.Manifest(finished).Blobs!.Single());
        File.WriteAllText(file, "one\ntWo\n");
        Assert.Contains("a.csv#3", Assert.Throws<Core.RefusedException>(() => TextSource.Open(finished.ManifestFile!)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("a.csv#2", Assert.Throws<Core.RefusedException>(() => TextSource.Open(finished.ManifestFile!)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text,label,split,weight\n\"a \"\"quote\"\", and\nmore\",x,train,1\n=1+1,y,test,0.5\n-2 stars,x,,2\n")]
    [InlineData("text,labels\none,a|b\ntwo,\n")]
    [InlineData("text,height,age\none,1.5,-2\ntwo,2.25,3\n")]
    public async Task AnExportedTable_IsReadBack_AndIsNoFormulaInASpreadsheet(string table)
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(bench.WriteFolder("t", ("a.csv", Encoding.UTF8.GetBytes(table))));
        Assert.Null(finished.Refusal);
        Assert.Equal(
            finished.Report.Kept,
            TextExport.Write(finished.ManifestFile!, bench["out/a.csv"], forSpreadsheets: false, TestContext.Current.CancellationToken)
        );
        var (before, after) = (TextSource.All(finished.ManifestFile!), TextSource.All(bench["out/a.csv"]));
        Assert.Equal(before.ClassNames, after.ClassNames);
        Assert.Equal(
            before.Files.Select(f => (f.Text, string.Join(',', f.TargetNumbers), f.Part, f.Weight)),
            after.Files.Select(f => (f.Text, string.Join(',', f.TargetNumbers), f.Part, f.Weight))
        );
        TextExport.Write(finished.ManifestFile!, bench["out/s.csv"], forSpreadsheets: true, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(TextSource.All(bench["out/s.csv"]).Files, f => f.Text![0] is '=' or '-');
    }

    [Fact]
    public void Preview_ShowsHowATableReads()
    {
        using var bench = new ImportBench();
        var file = Path.Combine(bench.WriteFolder("t", ("reviews.csv", Gb(Table))), "reviews.csv");
        var importer = new DatasetImporter(bench.Layout, TimeProvider.System);
        var preview = importer.Preview(file, TestContext.Current.CancellationToken);
        Assert.Equal(("gb18030", ",", true, 6, 1), (preview.Encoding, preview.Separator, preview.HasHeader, preview.RowCount, preview.RefusedCount));
        Assert.Equal([new TableColumn("label", ColumnRoles.Label), new TableColumn("review", ColumnRoles.Text)], preview.Columns);
        Assert.Equal([new ClassCount("0", 3), new ClassCount("1", 3)], preview.Classes);
        Assert.Equal(["1", "房间很好，服务周到"], preview.Rows[0]);
        Assert.Equal(8, preview.Refused.Single().Line);
        Assert.Contains(
            "none",
            Assert
                .Throws<Core.RefusedException>(() => importer.Preview(ImportBench.Good().Save(bench["pictures.zip"]), TestContext.Current.CancellationToken))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Preview_ShowsHowClassFoldersRead_FromAZipToo()
    {
        using var bench = new ImportBench();
        (string, byte[])[] files =
        [
            .. Enumerable.Range(0, 30).Select(i => ($"t/good/{i}.txt", Gb($"房间很好，服务周到，第{i}次来"))),
            .. Enumerable.Range(0, 10).Select(i => ($"t/bad/{i}.txt", Gb($"太吵了，再也不来，第{i}晚没有睡着"))),
            ("t/bad/empty.txt", []),
        ];
        var folder = bench.WriteFolder("texts", files);
        System.IO.Compression.ZipFile.CreateFromDirectory(folder, bench["texts.zip"]);
        foreach (var from in new[] { folder, bench["texts.zip"] })
        {
            TablePreview Read(TableChoices? choices) =>
                new DatasetImporter(bench.Layout, TimeProvider.System, choices: new() { Table = choices }).Preview(from, TestContext.Current.CancellationToken);
            var preview = Read(null);
            Assert.Equal((true, "gb18030", 41, 1), (preview.IsFolders, preview.Encoding, preview.RowCount, preview.RefusedCount));
            Assert.Equal([new ClassCount("bad", 11), new ClassCount("good", 30)], preview.Classes);
            Assert.Equal(["bad", "太吵了，再也不来，第0晚没有睡着"], preview.Rows[0]);
            Assert.Contains(preview.Rows, row => row[0] == "good");
            var other = Read(new() { Encoding = "windows-1252" });
            Assert.Equal("windows-1252", other.Encoding);
            Assert.NotEqual(preview.Rows[0][1], other.Rows[0][1]);
            Assert.Contains(other.Encodings, encoding => encoding.Name == "gb18030");
        }
    }

    private static byte[] Gb(string text) => CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(text);
}
