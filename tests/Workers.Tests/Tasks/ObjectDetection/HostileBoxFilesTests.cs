using System.Text;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Annotation files made to hurt: refused in a sentence, in little memory, and without looking at other files.</summary>
public sealed class HostileBoxFilesTests
{
    private const string Begin = """{"images":[{"id":1,"file_name":"a.png"}],"categories":[{"id":1,"name":"cat"}],"annotations":[""";
    private const string Whole = Begin + """{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,2,2]}]}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task JsonWithoutBottom_IsRefused(bool isInside)
    {
        var deep = new string('[', 1_000_000);
        var text = isInside ? Begin + """{"id":1,"x":""" + deep : """{"info":""" + deep;
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Zip("x.json", text));
        // What does not begin as such a file is none.
        Assert.Equal(isInside ? "data.json.bad" : "imports.classes.fewerThanTwo", finished.Reason?.Code);
    }

    [Theory]
    [InlineData("""{"id":1,"image_id":1""")]
    [InlineData("""{"id":1,"image_id":1}]} more""")]
    [InlineData("""{"id":1,"image_id":"\ud800"}]}""")]
    [InlineData("""{"id":1,"image_id":1}, {"id":2}}]}""")]
    public async Task JsonThatIsNone_IsRefused(string rest)
    {
        using var bench = new ImportBench();
        Assert.StartsWith("data.json.", (await bench.ImportAsync(Zip("x.json", Begin + rest))).Reason?.Code);
    }

    [Fact]
    public async Task AText_LongerThanItMayBe_IsRefused()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(Zip("x.json", Begin + """{"id":1,"x":""" + "\"" + new string('a', 40 << 20) + "\"}]}"));
        Assert.Equal("data.json.token", finished.Reason?.Code);
    }

    [Fact]
    public async Task ALargeFile_IsReadInLittleMemory()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("large", ("a.png", TestPictures.Png(1)));
        await using (var file = new StreamWriter(File.Create(Path.Combine(folder, "x.json"))))
        {
            await file.WriteAsync(Begin);
            var outline = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{i % 24}.5,{i % 16}.25"));
            for (var i = 0; i < 1_000; i++)
            {
                await file.WriteAsync(i == 0 ? "" : ",");
                await file.WriteAsync($$"""{"segmentation":[[{{outline}}]],"id":{{i}},"image_id":1,"category_id":1,"bbox":[1,1,{{2 + (i % 9)}},2]}""");
            }
            await file.WriteAsync("]}");
        }
        Assert.InRange(new FileInfo(Path.Combine(folder, "x.json")).Length, 150L << 20, 400L << 20);
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var import = await BoxImport.OfAsync(bench, folder);
        Assert.Equal(1_000, import.Boxes("a.png").Count);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100L << 20);
    }

    [Fact]
    public async Task MoreBoxes_ThanAPictureTakes_AreLeftOut_AndItIsSaid()
    {
        using var bench = new ImportBench();
        var boxes = string.Join(',', Enumerable.Range(1, 10_050).Select(i => $$"""{"id":{{i}},"image_id":1,"category_id":1,"bbox":[1,1,2,2]}"""));
        var import = await BoxImport.OfAsync(bench, Zip("x.json", Begin + boxes + "]}"));
        Assert.Equal(10_000, import.Boxes("a.png").Count);
        Assert.Equal("1 picture has more than 10,000 boxes; the others were left out: a.png.", import.Said("tooMany"));
    }

    [Fact]
    public async Task FaultsInEveryLine_AreCounted_AndTenAreNamed()
    {
        using var bench = new ImportBench();
        var boxes = string.Join(',', Enumerable.Range(1, 20_000).Select(i => $$"""{"id":{{i}},"image_id":1,"category_id":1,"bbox":[1,1,0,2]}"""));
        var import = await BoxImport.OfAsync(bench, Zip("x.json", Begin + boxes + "]}"));
        Assert.Equal("20,000 boxes have no width or height above 0 and were left out: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 19,990 more.", import.Said("empty"));
    }

    [Fact]
    public async Task AnEntry_ThatIsNotWhatTheArchiveSays_IsRefused()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge().Add("a.png", TestPictures.Png(1)).Add("x.json", BoxImport.Text(Whole), deflate: true, lie: new() { Crc = 5 });
        var finished = await bench.ImportAsync(zip);
        Assert.Equal("imports.annotations.unreadable", finished.Reason?.Code);
    }

    [Fact]
    public async Task MoreBytes_ThanTheImportTakes_EndIt()
    {
        using var bench = new ImportBench { Limits = new ImportLimits(MaxTotalBytes: 1 << 20) };
        var finished = await bench.ImportAsync(Zip("x.json", Begin + new string(' ', 4 << 20) + "]}"));
        Assert.Equal("imports.bytes.tooMany", finished.Reason?.Code);
    }

    [Theory]
    [InlineData("""<!DOCTYPE annotation [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation><object><name>&x;</name></object></annotation>""")]
    [InlineData("""<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><annotation><filename>&b;</filename></annotation>""")]
    [InlineData("<annotation><object><name>x</name>")]
    [InlineData("<annotation>&unknown;</annotation>")]
    public async Task Xml_WithADocumentType_OrCutShort_IsListed_AndTheOthersAreRead(string xml)
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("a.png", TestPictures.Png(1))
            .Add("b.png", TestPictures.Png(2))
            .Add("a.xml", BoxImport.Text(xml))
            .Add("b.xml", BoxImport.Text(VocImportTests.Xml("b.png", VocImportTests.Object("x", 1, 1, 2, 2))));
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["b.png"], import.Paths);
        Assert.Equal([("a.png", "no-class"), ("a.xml", "annotation")], import.Report.Refused.Select(file => (file.Path, file.Code)));
        Assert.DoesNotContain("root:", import.Report.Refused[1].Sentence);
    }

    [Fact]
    public async Task XmlWithoutBottom_IsListed()
    {
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("b.png", TestPictures.Png(2))
            .Add("a.xml", BoxImport.Text("<annotation>" + string.Concat(Enumerable.Repeat("<a>", 200_000))))
            .Add("b.xml", BoxImport.Text(VocImportTests.Xml("b.png", VocImportTests.Object("x", 1, 1, 2, 2))));
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal("boxes.voc.depth", Assert.Single(import.Report.Refused).Reason?.Code);
    }

    [Theory]
    [InlineData("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nnames: *c\ntrain: images\n")]
    [InlineData("names: [a\ntrain: images\n")]
    [InlineData("names:\n  0: a\n  99999999: b\ntrain: images\n")]
    [InlineData("? [complex, key]\n: value\nnames: [a]\n")]
    [InlineData("DEEP")]
    public async Task YamlThatRefersToItself_OrIsNone_HurtsNobody(string yaml)
    {
        yaml = yaml == "DEEP" ? "names: " + new string('[', 100_000) : yaml;
        using var bench = new ImportBench();
        var zip = new ZipForge()
            .Add("data.yaml", BoxImport.Text(yaml))
            .Add("images/a.png", TestPictures.Png(1))
            .Add("labels/a.txt", "0 0.5 0.5 0.5 0.5\n"u8.ToArray());
        var finished = await bench.ImportAsync(zip);
        Assert.True(finished.Reason is null ? ImportBench.Manifest(finished).ClassNames.Count <= 1 : finished.Reason.Code.Length > 0);
    }

    [Fact]
    public async Task NamesOfOtherFiles_ChooseNone()
    {
        using var bench = new ImportBench();
        var secret = bench.WriteFolder("elsewhere", ("secret.png", TestPictures.Png(9)));
        string[] names = ["../elsewhere/secret.png", Path.Combine(secret, "secret.png"), "a.png\\u0000", "", "..", "/", "file:///etc/passwd"];
        var images = string.Join(',', names.Select((name, i) => $$"""{"id":{{i + 2}},"file_name":"{{name}}"}"""));
        var folder = bench.WriteFolder(
            "coco",
            ("a.png", TestPictures.Png(1)),
            (
                "x.json",
                BoxImport.Text(Whole.Replace("""{"id":1,"file_name":"a.png"}""", """{"id":1,"file_name":"a.png"},""" + images, StringComparison.Ordinal))
            )
        );
        var import = await BoxImport.OfAsync(bench, folder);
        Assert.Equal(["a.png"], import.Paths);
        Assert.Equal(names.Length, import.Report.RefusedCount);
        Assert.All(import.Report.Refused, refused => Assert.Equal("missing", refused.Code));
    }

    private static ZipForge Zip(string name, string text) =>
        new ZipForge().Add("a.png", TestPictures.Png(1)).Add(name, Encoding.UTF8.GetBytes(text), deflate: true);
}
