using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>What is written is read by readers of each format that stand here, made from the format's description, and by our own again.</summary>
public sealed class BoxExportTests
{
    private const string Coco = """
        {"images":[{"id":1,"file_name":"a.png","width":60,"height":40},{"id":2,"file_name":"b.png","width":60,"height":40},{"id":3,"file_name":"sub dir/a.png","width":60,"height":40}],
         "categories":[{"id":1,"name":"zebra"},{"id":2,"name":"a \"quoted\": name & <more>"},{"id":3,"name":"猫"},{"id":4,"name":"never"}],
         "annotations":[
           {"id":1,"image_id":1,"category_id":1,"bbox":[1.123456789,2.5,30.25,20.0625],"area":100.5,"iscrowd":1},
           {"id":2,"image_id":1,"category_id":2,"bbox":[0,0,60,40],"difficult":1},
           {"id":3,"image_id":3,"category_id":3,"bbox":[12,7,9,30]}]}
        """;

    /// <summary>A box as every reader here gives it.</summary>
    private sealed record Box(string Picture, string Name, double X1, double Y1, double X2, double Y2);

    [Theory]
    [InlineData("coco", false)]
    [InlineData("coco", true)]
    [InlineData("voc", false)]
    [InlineData("voc", true)]
    [InlineData("yolo", false)]
    [InlineData("yolo", true)]
    public async Task AnExport_HoldsEveryBox_AndComesBackAsTheSameDataset(string format, bool isSplit)
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("a.png", TestPictures.Png(1, 60, 40))
            .Add("b.png", TestPictures.Png(2, 60, 40))
            .Add("sub dir/a.png", TestPictures.Png(3, 60, 40));
        var whole = format == "voc" ? Coco.Replace("1.123456789,2.5,30.25,20.0625", "1,2,30,20", StringComparison.Ordinal) : Coco;
        var import = await BoxImport.OfAsync(bench, zip.Add("x.json", BoxImport.Text(whole)));
        var manifest = import.Manifest;
        if (isSplit)
        {
            string[] parts = [DatasetPart.Training, DatasetPart.Validation, DatasetPart.Test];
            manifest = manifest with { Entries = [.. manifest.Entries.Select((entry, i) => entry with { Part = parts[i] })] };
        }
        var data = bench["store/manifests/some.manifest.json"];
        await File.WriteAllTextAsync(data, JsonSerializer.Serialize(manifest, DatasetManifest.Json), TestContext.Current.CancellationToken);
        var file = bench["out.zip"];
        Assert.Equal(3, AnnotationExport.Write(data, format, file, TestContext.Current.CancellationToken));
        Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), Again(data, format, bench["again.zip"]));

        var (boxes, parts2) = Read(format, file);
        var expected = manifest.Entries.SelectMany(entry =>
            ObjectRow
                .Read(entry.Target!, manifest.ClassNames.Count)
                .Objects.Select(found => new Box(Stem(entry.Path), manifest.ClassNames[found.Class], found.Box.X1, found.Box.Y1, found.Box.X2, found.Box.Y2))
        );
        Assert.All(
            expected.OrderBy(box => box.Name, StringComparer.Ordinal).Zip(boxes.OrderBy(box => box.Name, StringComparer.Ordinal)),
            pair =>
            {
                Assert.Equal((pair.First.Picture, pair.First.Name), (pair.Second.Picture, pair.Second.Name));
                Assert.Equal(pair.First.X1, pair.Second.X1, 1e-6);
                Assert.Equal(pair.First.Y1, pair.Second.Y1, 1e-6);
                Assert.Equal(pair.First.X2, pair.Second.X2, 1e-6);
                Assert.Equal(pair.First.Y2, pair.Second.Y2, 1e-6);
            }
        );
        Assert.Equal(3, boxes.Count);
        if (isSplit)
        {
            Assert.Equal([("a", "train"), ("b", "val"), ("sub_dir_a", "test")], parts2.OrderBy(part => part.Picture, StringComparer.Ordinal));
        }

        var again = await BoxImport.OfAsync(bench, file);
        Assert.Equal(format == "voc" ? manifest.ClassNames.Where(name => name != "never") : manifest.ClassNames, again.Names);
        Assert.Equal(
            manifest.Entries.Select(entry => (entry.Sha256, entry.Part)).Order(),
            again.Manifest.Entries.Select(entry => (entry.Sha256, entry.Part)).Order()
        );
        Assert.Equal(0, again.Report.RefusedCount);
        if (format == "coco")
        {
            Assert.Equal(
                manifest.Entries.OrderBy(entry => entry.Sha256, StringComparer.Ordinal).Select(entry => string.Join(' ', entry.Target!)),
                again.Manifest.Entries.OrderBy(entry => entry.Sha256, StringComparer.Ordinal).Select(entry => string.Join(' ', entry.Target!))
            );
        }
    }

    [Fact]
    public async Task AnotherFormat_OrAnotherKindOfDataset_IsRefused()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good());
        Assert.Equal("data.export.format", Assert.Throws<RefusedException>(() => Again(finished.ManifestFile!, "coco", bench["x.zip"])).Reason.Code);
        Assert.False(File.Exists(bench["x.zip"]));
    }

    private static byte[] Again(string data, string format, string file)
    {
        AnnotationExport.Write(data, format, file, TestContext.Current.CancellationToken);
        return File.ReadAllBytes(file);
    }

    private static (List<Box> Boxes, List<(string Picture, string Part)> Parts) Read(string format, string file)
    {
        using var archive = ZipFile.OpenRead(file);
        return format switch
        {
            "coco" => ReadCoco(archive),
            "voc" => ReadVoc(archive),
            _ => ReadYolo(archive),
        };
    }

    // https://cocodataset.org/#format-data: bbox is [x, y, width, height] from 0.
    private static (List<Box>, List<(string, string)>) ReadCoco(ZipArchive archive)
    {
        var (boxes, parts) = (new List<Box>(), new List<(string, string)>());
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            using var json = JsonDocument.Parse(stream);
            var names = json
                .RootElement.GetProperty("categories")
                .EnumerateArray()
                .ToDictionary(c => c.GetProperty("id").GetInt64(), c => c.GetProperty("name").GetString()!);
            var images = json
                .RootElement.GetProperty("images")
                .EnumerateArray()
                .ToDictionary(c => c.GetProperty("id").GetInt64(), c => c.GetProperty("file_name").GetString()!);
            Assert.All(images.Values, name => Assert.NotNull(archive.GetEntry($"images/{name}")));
            parts.AddRange(images.Values.Select(name => (Stem(name), Path.GetFileNameWithoutExtension(entry.Name).Split('_')[1])));
            foreach (var annotation in json.RootElement.GetProperty("annotations").EnumerateArray())
            {
                var numbers = annotation.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()).ToArray();
                boxes.Add(
                    new(
                        Stem(images[annotation.GetProperty("image_id").GetInt64()]),
                        names[annotation.GetProperty("category_id").GetInt64()],
                        numbers[0],
                        numbers[1],
                        numbers[0] + numbers[2],
                        numbers[1] + numbers[3]
                    )
                );
            }
        }
        return (boxes, parts);
    }

    // The development kit: pixels from 1, both ends inside.
    private static (List<Box>, List<(string, string)>) ReadVoc(ZipArchive archive)
    {
        var boxes = new List<Box>();
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.StartsWith("Annotations/", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            var root = XDocument.Load(stream).Root!;
            var file = root.Element("filename")!.Value;
            Assert.NotNull(archive.GetEntry($"JPEGImages/{file}"));
            Assert.Equal(("60", "40"), (root.Element("size")!.Element("width")!.Value, root.Element("size")!.Element("height")!.Value));
            boxes.AddRange(
                root.Elements("object")
                    .Select(one =>
                    {
                        double Side(string name) => double.Parse(one.Element("bndbox")!.Element(name)!.Value, CultureInfo.InvariantCulture);
                        return new Box(Stem(file), one.Element("name")!.Value, Side("xmin") - 1, Side("ymin") - 1, Side("xmax"), Side("ymax"));
                    })
            );
        }
        return (
            boxes,
            [
                .. archive
                    .Entries.Where(entry => entry.FullName.StartsWith("ImageSets/Main/", StringComparison.Ordinal))
                    .SelectMany(entry => Text(entry).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(stem => (stem, Stem(entry.Name)))),
            ]
        );
    }

    // https://docs.ultralytics.com/datasets/detect/: class x_center y_center width height, normalized; labels/ for images/.
    private static (List<Box>, List<(string, string)>) ReadYolo(ZipArchive archive)
    {
        var yaml = Text(archive.GetEntry("data.yaml")!).Split('\n');
        var names = yaml.SkipWhile(line => line != "names:")
            .Skip(1)
            .Where(line => line.Length > 0)
            .ToDictionary(
                line => int.Parse(line.Split(':')[0], CultureInfo.InvariantCulture),
                line => JsonSerializer.Deserialize<string>(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..])!
            );
        Assert.Contains($"nc: {names.Count}", yaml);
        var (boxes, parts) = (new List<Box>(), new List<(string, string)>());
        foreach (var part in new[] { "train", "val", "test" }.Where(part => yaml.Contains($"{part}: images/{part}")))
        {
            foreach (var picture in archive.Entries.Where(entry => entry.FullName.StartsWith($"images/{part}/", StringComparison.Ordinal)))
            {
                parts.Add((Stem(picture.Name), part));
                var labels = archive.GetEntry($"labels/{part}/{Path.GetFileNameWithoutExtension(picture.Name)}.txt");
                foreach (var line in Text(labels!).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    var numbers = line.Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
                    boxes.Add(
                        new(
                            Stem(picture.Name),
                            names[int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)],
                            (numbers[0] - (numbers[2] / 2)) * 60,
                            (numbers[1] - (numbers[3] / 2)) * 40,
                            (numbers[0] + (numbers[2] / 2)) * 60,
                            (numbers[1] + (numbers[3] / 2)) * 40
                        )
                    );
                }
            }
        }
        return (boxes, parts);
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static string Stem(string name) => Path.ChangeExtension(name, null).Replace('/', '_').Replace(' ', '_');
}
