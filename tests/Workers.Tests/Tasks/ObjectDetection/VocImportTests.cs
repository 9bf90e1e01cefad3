using System.Text;
using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Pascal VOC's XML as programs export it.</summary>
public sealed class VocImportTests
{
    [Fact]
    public void TheExample_BecomesWhatItsCocoFileSays()
    {
        var voc = VocFile.Read(File.ReadAllBytes(Repository.Golden("detection", "voc_example.xml")), "example")!;
        using var coco = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("detection", "voc_example.coco.json")));
        var names = coco
            .RootElement.GetProperty("categories")
            .EnumerateArray()
            .ToDictionary(c => c.GetProperty("id").GetInt32(), c => c.GetProperty("name").GetString()!);
        var expected = coco.RootElement.GetProperty("annotations").EnumerateArray().ToArray();
        Assert.Equal(("000042.jpg", 500, 375), (voc.FileName, voc.Width, voc.Height));
        Assert.Equal(expected.Length, voc.Objects.Count);
        Assert.All(
            expected.Zip(voc.Objects),
            pair =>
            {
                var box = pair.First.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()).ToArray();
                Assert.Equal(names[pair.First.GetProperty("category_id").GetInt32()], pair.Second.Name);
                Assert.Equal(pair.First.GetProperty("difficult").GetInt32() == 1, pair.Second.IsDifficult);
                Assert.Equal(box[0], pair.Second.Box.X1, 1e-9);
                Assert.Equal(box[1], pair.Second.Box.Y1, 1e-9);
                Assert.Equal(box[2], pair.Second.Box.Width, 1e-9);
                Assert.Equal(box[3], pair.Second.Box.Height, 1e-9);
                Assert.Equal(pair.First.GetProperty("area").GetDouble(), pair.Second.Box.Area, 1e-6);
            }
        );
    }

    [Fact]
    public void Conversions_ToVocAndBack_AreGolden()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("detection", "conversions.json")));
        Assert.All(
            golden.RootElement.GetProperty("boxes").EnumerateArray(),
            line =>
            {
                double[] Of(string name) => [.. line.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
                var (xyxy, voc, back) = (Of("xyxy"), Of("voc"), Of("xywh_from_voc"));
                var whole = VocWriter.Whole(
                    new(xyxy[0], xyxy[1], xyxy[2], xyxy[3]),
                    line.GetProperty("width").GetInt32(),
                    line.GetProperty("height").GetInt32()
                );
                Assert.Equal((voc[0], voc[1], voc[2], voc[3]), (whole.Left, whole.Top, whole.Right, whole.Bottom));
                var read = Assert.Single(VocFile.Read(BoxImport.Text(Xml("x.png", Object("a", voc[0], voc[1], voc[2], voc[3]))), "x")!.Objects).Box;
                Assert.Equal((back[0], back[1], back[2], back[3]), (read.X1, read.Y1, read.Width, read.Height));
            }
        );
    }

    [Fact]
    public async Task AFolderOfTheDevkit_KeepsItsSplit_AndTakesTheEndsInAnyOrder()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("VOCdevkit/VOC2007/JPEGImages/1.png", TestPictures.Png(1))
            .Add("VOCdevkit/VOC2007/JPEGImages/2.png", TestPictures.Png(2))
            .Add("VOCdevkit/VOC2007/JPEGImages/3.png", TestPictures.Png(3))
            .Add("VOCdevkit/VOC2007/JPEGImages/4.png", TestPictures.Png(4))
            .Add("VOCdevkit/VOC2007/Annotations/1.xml", BoxImport.Text(Xml("1.png", Object("dog", 3, 2, 10, 8))))
            .Add(
                "VOCdevkit/VOC2007/Annotations/2.xml",
                BoxImport.Text(
                    Xml(
                        "wrong name.jpg",
                        Object("dog", 10, 8, 3, 2),
                        "<object><name>cat</name><difficult>1</difficult><bndbox><ymax>4.5</ymax><xmax>6.25</xmax><ymin>1</ymin><xmin>2.5</xmin></bndbox></object>",
                        Object("cat", 0, 5, 4, 9),
                        Object("cat", 20, 10, 30, 12),
                        "<object><name>cat</name></object>"
                    )
                )
            )
            .Add("VOCdevkit/VOC2007/Annotations/3.xml", BoxImport.Text("<annotation><filename>3.png</filename></annotation>"))
            .Add("VOCdevkit/VOC2007/Annotations/5.xml", BoxImport.Text(Xml("5.png", Object("dog", 3, 2, 10, 8))))
            .Add("VOCdevkit/VOC2007/ImageSets/Main/train.txt", "1\n3\n"u8.ToArray())
            .Add("VOCdevkit/VOC2007/ImageSets/Main/val.txt", "2\r\n"u8.ToArray())
            .Add("VOCdevkit/VOC2007/ImageSets/Main/trainval.txt", "1\n2\n3\n"u8.ToArray())
            .Add("VOCdevkit/VOC2007/ImageSets/Main/dog_train.txt", "1  1\n3 -1\n"u8.ToArray());
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["cat", "dog"], import.Names);
        Assert.Equal(["JPEGImages/1.png", "JPEGImages/2.png", "JPEGImages/3.png"], import.Paths);
        Assert.Equal(["training", "validation", "training"], import.Manifest.Entries.Select(entry => entry.Part));
        Assert.Equal(["dog 2 1 10 8"], import.Boxes("JPEGImages/1.png"));
        Assert.Equal(["dog 2 1 10 8", "cat 1.5 0 6.25 4.5", "cat 0 4 4 9", "cat 19 9 24 12"], import.Boxes("JPEGImages/2.png"));
        Assert.Equal([false, true, false, false], import.Objects("JPEGImages/2.png").Objects.Select(found => found.IsDifficult));
        Assert.Empty(import.Boxes("JPEGImages/3.png"));
        Assert.Equal(["fromZero", "noBox", "outside", "swapped"], import.Kinds);
        Assert.Contains("Annotations/2.xml#1", import.Said("swapped"));
        Assert.Equal(
            [("VOCdevkit/VOC2007/Annotations/5.xml", "missing"), ("VOCdevkit/VOC2007/JPEGImages/4.png", "no-class")],
            import.Report.Refused.Select(refused => (refused.Path, refused.Code))
        );
    }

    [Theory]
    [InlineData("utf-8", null)]
    [InlineData("utf-16", null)]
    [InlineData("gbk", "gbk")]
    [InlineData("windows-1251", "windows-1251")]
    [InlineData("gbk", null)]
    public void OtherEncodings_AreRead(string encoding, string? declared)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string Name = "红灯停绿灯行";
        var name = encoding == "windows-1251" ? "собака" : Name;
        var text = (declared is null ? "" : $"""<?xml version="1.0" encoding="{declared}"?>""") + Xml("x.png", Object(name, 1, 1, 2, 2));
        var coding = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. coding.GetPreamble(), .. coding.GetBytes(text)];
        Assert.Equal(name, Assert.Single(VocFile.Read(bytes, "x")!.Objects).Name);
    }

    [Fact]
    public async Task FilesBesidePictures_InFoldersOfParts_AreTheSplit()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge();
        foreach (var (part, seed) in new[] { ("train", 1), ("valid", 2), ("test", 3) })
        {
            zip.Add($"{part}/a.png", TestPictures.Png(seed)).Add($"{part}/a.xml", BoxImport.Text(Xml("a.png", Object("x", 1, 1, 2, 2))));
        }
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["test", "training", "validation"], import.Manifest.Entries.Select(entry => entry.Part));
        Assert.All(import.Paths, path => Assert.Single(import.Boxes(path)));
    }

    [Fact]
    public async Task AClassFolder_WithSomeOtherXml_StaysAClassFolder()
    {
        using var bench = new ImportBench();
        Assert.Null((await bench.ImportAsync(ImportBench.Good().Add("meta.xml", "<metadata/>"u8.ToArray()))).Report.Kind);
    }

    internal static string Xml(string file, params string[] objects) =>
        $"<annotation><folder>x</folder><filename>{file}</filename><size><width>24</width><height>16</height><depth>3</depth></size>{string.Concat(objects)}</annotation>";

    internal static string Object(string name, double left, double top, double right, double bottom) =>
        FormattableString.Invariant(
            $"<object><name>{name}</name><pose>Unspecified</pose><truncated>1</truncated><difficult>0</difficult><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>"
        );
}
