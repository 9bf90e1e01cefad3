using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>YOLO's text as programs export it.</summary>
public sealed class YoloImportTests
{
    [Theory]
    [InlineData("path: ../datasets/coco8\ntrain: images/train\nval: images/val\ntest:\n\nnames:\n  0: dog\n  1: cat\n", "images/", "/")]
    [InlineData(
        "train: ../train/images\nval: ../valid/images\ntest: ../test/images\n\nnc: 2\nnames: ['dog', 'cat']\nroboflow:\n  workspace: x\n  version: 1\n",
        "",
        "/images/"
    )]
    [InlineData("path: /content/datasets/x # here\ntrain: [train/images]\nval: [val/images]\nnc: 2\nnames: [dog, cat]\n", "", "/images/")]
    [InlineData("train: train.txt\nval: val.txt\nnames: {0: dog, 1: \"cat\"}\n", "images/", "/")]
    public async Task ADescription_NamesClassesAndParts(string yaml, string before, string after)
    {
        var val = yaml.Contains("valid", StringComparison.Ordinal) ? "valid" : "val";
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("data.yaml", BoxImport.Text(yaml))
            .Add($"{before}train{after}a.png", TestPictures.Png(1))
            .Add($"{before}{val}{after}b.png", TestPictures.Png(2))
            .Add(
                $"{before.Replace("images", "labels")}train{after.Replace("images", "labels")}a.txt",
                "0 0.5 0.5 0.5 0.25\r\n1 0.25 0.25 0.5 0.5\r\n"u8.ToArray()
            )
            .Add($"{before.Replace("images", "labels")}{val}{after.Replace("images", "labels")}b.txt", ""u8.ToArray())
            .Add("train.txt", BoxImport.Text($"./{before}train{after}a.png\n"))
            .Add("val.txt", BoxImport.Text($"/content/x/{before}{val}{after}b.png\n"));
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["cat", "dog"], import.Names);
        Assert.Equal(["training", "validation"], import.Manifest.Entries.Select(entry => entry.Part));
        Assert.Equal(["dog 6 6 18 10", "cat 0 0 12 8"], import.Boxes($"{before}train{after}a.png"));
        Assert.Empty(import.Boxes($"{before}{val}{after}b.png"));
        Assert.Empty(import.Kinds);
    }

    [Fact]
    public async Task Lines_OfAllKinds_AreRead_AndWhatIsWrongIsSaid()
    {
        const string Labels =
            "0 0.5 0.5 0.5 0.25\n\n"
            + "1,0.5,0.5,0.25,0.5\n"
            + "0 0.5 0.5 0.25 0.25 0.875\n"
            + "1 0.25 0.25 0.75 0.25 0.5 0.75\n"
            + "0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2\n"
            + "7 0.5 0.5 0.5 0.5\n"
            + "0 0.0 0.5 0.5 0.5\n"
            + "0 0.5 0.5 0.5 0.25\n"
            + "0 0.5 0.5 0 0.25\n"
            + "cat 0.5 0.5 0.125 0.125\n"
            + "0 0.5 nan 0.5 0.5\n"
            + "what is this\n"
            + "0 0.5 0.5\n"
            + "-1 0.5 0.5 0.5 0.5\n"
            + "0\t3\t3\t0.5\t0.5";
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("images/a.png", TestPictures.Png(1))
            .Add("images/b.png", TestPictures.Png(2))
            .Add("labels/a.txt", BoxImport.Text("\uFEFF" + Labels))
            .Add("classes.txt", "dog\r\ncat\r\n"u8.ToArray())
            .Add("notes.json", """{"categories":[{"id":0,"name":"dog"}],"info":{}}"""u8.ToArray());
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["cat", "dog"], import.Names);
        Assert.Equal(
            ["dog 6 6 18 10", "cat 9 4 15 12", "dog 9 6 15 10", "cat 6 4 18 12", "dog 2.4 1.6 4.8 3.2", "dog 0 4 6 12", "cat 10.5 7 13.5 9"],
            import.Boxes("images/a.png")
        );
        Assert.Empty(import.Boxes("images/b.png"));
        Assert.Equal(
            [
                ("duplicateBox", "labels/a.txt:9"),
                ("elsewhere", "labels/a.txt:16"),
                ("empty", "labels/a.txt:10"),
                ("line", "labels/a.txt:13, labels/a.txt:14"),
                ("noLabels", "images/b.png"),
                ("notFinite", "labels/a.txt:12"),
                ("ofOutline", "labels/a.txt:5, labels/a.txt:6"),
                ("outside", "labels/a.txt:8"),
                ("unknownClass", "labels/a.txt:15, labels/a.txt:7"),
            ],
            import.Kinds.Select(kind => (kind, import.Said(kind)!.TrimEnd('.').Split(": ")[^1]))
        );
    }

    [Fact]
    public async Task WithoutNames_NumbersAreNames_WhereLabelsLieInTheirFolder()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("images/a.png", TestPictures.Png(1))
            .Add("images/b.png", TestPictures.Png(2))
            .Add("labels/a.txt", "2 0.5 0.5 0.5 0.5\n"u8.ToArray())
            .Add("labels/b.txt", "0 0.5 0.5 0.5 0.5\n"u8.ToArray());
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["0", "2"], import.Names);
        Assert.Equal(["numbered"], import.Kinds);
    }

    [Fact]
    public async Task KeyPoints_BehindABox_AreNoOutline()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("data.yaml", "train: images\nval: images\nkpt_shape: [2, 3]\nnames: [a]\n"u8.ToArray())
            .Add("images/a.png", TestPictures.Png(1))
            .Add("labels/a.txt", "0 0.5 0.5 0.5 0.5 0.1 0.1 2 0.9 0.9 2\n"u8.ToArray());
        Assert.Equal(["a 6 4 18 12"], (await BoxImport.OfAsync(bench, zip)).Boxes("images/a.png"));
    }

    [Theory]
    [InlineData("lr: 0.1\n", "0 0.5 0.5 0.5 0.5")]
    [InlineData("train: .\nnames: [cats, dogs]\n", "a picture of a cat")]
    public async Task AClassFolder_WithCaptionsBesidePictures_OrNames_StaysAClassFolder(string yaml, string text)
    {
        using var bench = new ImportBench();
        var zip = ImportBench.Good().Add("cats/1.txt", BoxImport.Text(text)).Add("config.yaml", BoxImport.Text(yaml));
        Assert.Null((await bench.ImportAsync(zip)).Report.Kind);
    }
}
